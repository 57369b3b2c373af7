// The stub's program from outside: its flags, its help, and what it does with them.
import Foundation
import Testing

@Suite("The stub's program", .timeLimit(.minutes(5)), .serialized)
struct StubProgramTests {
    static let help = """
        Usage: stripe-stub [FLAG ...]

        A Stripe for tests, on loopback, until SIGTERM or SIGINT.

          --port PORT                listen there (12111); 0 takes any free port
          --seed NUMBER              of the ids and the faults; another one each time without it
          --delay TIME               every answer comes that much later
          --rate-limit NUMBER        of calls a second; those above get a 429
          --raw-cards                numbers of test cards are taken, not tokens alone
          --reset-before PERCENT     of the calls are cut off, and nothing was done
          --reset-after PERCENT      of the calls are done, and cut off before the answer
          --error-500 PERCENT        of the calls fail, and fail again under the same key
          --error-500-after PERCENT  of the calls are done, and fail as above
          --error-503 PERCENT        of the calls get a 503
          --rate-limited PERCENT     of the calls get a 429, whatever --rate-limit says
          --lock-timeout PERCENT     of the calls get a 429 that wants to be tried again
          --key-in-use PERCENT       of the calls get a 409
          --slow-body PERCENT        of the calls get their answer at 500 bytes a second
          --truncated-body PERCENT   of the calls are done, and get half of their answer
          --garbage-body PERCENT     of the calls are done, and get bytes that are no JSON
          --html-200 PERCENT         of the calls are done, and get a page
          --webhook-url URL          is told of every event; on this machine
          --webhook-secret SECRET    whsec_..., which signs what is posted there
          --quiet                    print the address and nothing else
          --help                     print this

        A PERCENT is written 2% or 0.5%, a TIME 150ms or 2s. The same seed and the same requests give the
        same answers and the same faults.

        """

    @Test("the help names every flag")
    func helpText() async throws {
        for flag in ["--help", "-h"] {
            let finished = await (try Program("stripe-stub", [flag])).finished()
            #expect(finished.status == 0)
            #expect(finished.output == Self.help)
        }
    }

    static let mistakes: [(arguments: [String], names: String)] = [
        (["--fly"], "--fly is not known"),
        (["--port"], "--port wants a value"),
        (["--port", "65536"], "--port wants a whole number from 0 to 65535, not 65536"),
        (["--port", "+1"], "--port wants"),
        (["--seed", "-1"], "--seed wants"),
        (["--delay", "150"], "--delay wants a time such as 150ms or 2s, up to 600s, not 150"),
        (["--delay", "601s"], "--delay wants"),
        (["--delay", "1.5s"], "--delay wants"),
        (["--reset-after", "2"], "--reset-after wants a share such as 2% or 0.5%, up to 100%, not 2"),
        (["--reset-before", "101%"], "--reset-before wants"),
        (["--error-500", "%"], "--error-500 wants"),
        (["--rate-limit", "0"], "--rate-limit wants"),
        (["--html-200", "2"], "--html-200 wants a share"),
        (["--webhook-secret", "x"], "--webhook-secret wants a secret that begins with whsec_"),
        (["--webhook-url", "http://127.0.0.1:1"], "--webhook-url wants --webhook-secret beside it"),
        (["--webhook-secret", "whsec_x"], "--webhook-secret wants --webhook-url beside it"),
        (
            ["--webhook-url", "https://shop.example", "--webhook-secret", "whsec_x"],
            "--webhook-url wants an address of this machine"
        ),
    ]

    @Test("a value that is not understood is refused by the flag's name", arguments: mistakes.indices)
    func mistake(index: Int) async throws {
        let (arguments, names) = Self.mistakes[index]
        let finished = await (try Program("stripe-stub", arguments)).finished()
        #expect(finished.status == 64)
        #expect(finished.errors.contains("stripe-stub: \(names)"), "\(finished.errors)")
        #expect(finished.errors.contains("Usage:"))
    }

    @Test("quiet prints one line, and the faults and the limit asked for are there")
    func flags() async throws {
        let shares = [
            "reset-before", "reset-after", "error-500", "error-500-after", "error-503", "rate-limited",
            "lock-timeout", "key-in-use", "slow-body", "truncated-body", "garbage-body", "html-200",
        ]
        let stub = try Program(
            "stripe-stub",
            [
                "--port", "0", "--seed", "7", "--delay", "1ms", "--rate-limit", "25", "--quiet",
                "--webhook-url", "http://127.0.0.1:9/", "--webhook-secret", "whsec_ofTheTests",
            ] + shares.flatMap { ["--\($0)", "0.5%"] })
        defer { stub.signal(SIGKILL) }
        let greeting = try await stub.printed("opens it")
        let base = String(try #require(greeting.firstMatch(of: #/http:[0-9.:\/]+[0-9]/#)).output)
        let curl = try Program("/bin/sh", ["-c", "curl -s --max-time 30 \(base)/_stub/state"])
        let state = await curl.finished()
        for effect in [
            "delay of 1 ms", "reset_before", "reset_after", "error_500", "error_500_after",
            "answers 503 before", "answers 429 before", "answers 409 before",
            "slow_body of 500 bytes per second", "truncated_body", "answers 200 after",
        ] {
            #expect(state.output.contains(#""effect": "\#(effect)""#), "\(state)")
        }
        #expect(state.output.matches(of: #/"rate": "0.005"/#).count == shares.count)
        let dump = try Program(
            "/bin/sh", ["-c", "curl -s --max-time 30 '\(base)/_stub/dump?type=webhook_endpoint'"])
        let endpoint = await dump.finished()
        #expect(endpoint.output.contains("http://127.0.0.1:9/"))
        stub.signal(SIGTERM)
        let finished = await stub.finished()
        #expect(finished.status == 0)
        #expect(finished.output.split(separator: "\n").count == 1)
    }
}
