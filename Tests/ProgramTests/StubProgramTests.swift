// The stub's program from outside: its flags, its help, and what it does with them.
import Foundation
import Testing

@Suite("The stub's program", .timeLimit(.minutes(1)), .serialized)
struct StubProgramTests {
    static let help = """
        Usage: stripe-stub [FLAG ...]

        A Stripe for tests, on loopback, until SIGTERM or SIGINT.

          --port PORT             listen there (12111); 0 takes any free port
          --seed NUMBER           of the ids and the faults; another one each time without it
          --delay TIME            every answer comes that much later
          --reset-before PERCENT  of the calls are cut off, and nothing was done
          --reset-after PERCENT   of the calls are done, and cut off before the answer
          --error-500 PERCENT     of the calls fail, and fail again under the same key
          --rate-limit NUMBER     of calls a second; those above get a 429
          --quiet                 print the address and nothing else
          --help                  print this

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
        let stub = try Program(
            "stripe-stub",
            [
                "--port", "0", "--seed", "7", "--delay", "1ms", "--reset-after", "0.5%", "--reset-before",
                "1%",
                "--error-500", "2%", "--rate-limit", "25", "--quiet",
            ])
        defer { stub.signal(SIGKILL) }
        let greeting = try await stub.printed("opens it")
        let base = String(try #require(greeting.firstMatch(of: #/http:[0-9.:\/]+[0-9]/#)).output)
        let curl = try Program("/bin/sh", ["-c", "curl -s --max-time 10 \(base)/_stub/state"])
        let state = await curl.finished()
        for effect in ["delay of 1 ms", "reset_after", "reset_before", "error_500"] {
            #expect(state.output.contains(#""effect": "\#(effect)""#), "\(state)")
        }
        #expect(state.output.contains(#""rate": "0.005""#))
        stub.signal(SIGTERM)
        let finished = await stub.finished()
        #expect(finished.status == 0)
        #expect(finished.output.split(separator: "\n").count == 1)
    }
}
