// The program: what the command line asks for.
internal import Basics
internal import HTTPServer
internal import Reactor
internal import StripeStub

/// `stripe-stub [--port PORT]`: serves until SIGTERM or SIGINT.
struct StubCommand {
    private enum Wish {
        case serve(port: Int)
        case help
        case mistake(String)
    }

    private let wish: Wish
    private static let standardPort = 12111

    init(_ arguments: ArraySlice<String>) {
        var port = Self.standardPort
        var rest = arguments
        while let argument = rest.popFirst() {
            switch argument {
            case "--port":
                guard let text = rest.popFirst(), let number = UInt16(text) else {
                    wish = .mistake("--port wants a number from 0 to 65535; 0 takes any free one")
                    return
                }
                port = Int(number)
            case "--help", "-h":
                wish = .help
                return
            default:
                wish = .mistake("\(argument) is not known")
                return
            }
        }
        wish = .serve(port: port)
    }

    /// - Returns: the process' exit status, after sysexits.h.
    func run() -> Int32 {
        switch wish {
        case .serve(let port):
            do {
                try Self.serve(port: port)
                return 0
            } catch {
                Terminal.complain("stripe-stub: cannot listen on port \(port): \(error)")
                return 69
            }
        case .help:
            Terminal.write(Self.usage)
            return 0
        case .mistake(let what):
            Terminal.complain("stripe-stub: \(what)\n\n\(Self.usage)")
            return 64
        }
    }

    private static func serve(port: Int) throws {
        var stub = Stub(StubSettings(seed: RandomBytes.system.uint64()))
        let customers = stub.seedSandbox(now: WallClock.system.nowSeconds)
        guard let address = SocketAddress(host: "127.0.0.1", port: port) else { return }
        let loop = try EventLoop()
        loop.start()
        let server = try StubServer.start(stub, at: address, on: loop)
        let stop = StopSignal()
        Terminal.write("A Stripe for tests listens on http://\(server.address); any sk_test_ key opens it.")
        for customer in customers { Terminal.write("  \(customer.id)  \(customer.name): \(customer.what)") }
        stop.wait { await server.stop() }
        loop.stop()
    }

    private static let usage = """
        Usage: stripe-stub [--port PORT]

          --port PORT    listen there on loopback (12111); 0 takes any free port
        """
}
