// The program: what the command line asks for.
internal import Basics
internal import HTTPServer
internal import Reactor
internal import StripeStub

/// Serves until SIGTERM or SIGINT.
enum StubCommand {
    /// - Returns: the process' exit status, after sysexits.h.
    static func run(_ arguments: ArraySlice<String>) -> Int32 {
        let options: StubOptions
        do throws(OptionFailure) {
            options = try StubOptions(arguments)
        } catch {
            Terminal.complain("stripe-stub: \(error)\n\n\(StubOptions.usage)")
            return 64
        }
        if options.wantsHelp {
            Terminal.write(StubOptions.usage)
            return 0
        }
        do {
            try serve(options)
            return 0
        } catch {
            Terminal.complain("stripe-stub: cannot listen on port \(options.port): \(error)")
            return 69
        }
    }

    private static func serve(_ options: StubOptions) throws {
        var stub = Stub(
            StubSettings(
                seed: options.seed ?? RandomBytes.system.uint64(), acceptsRawCards: options.takesRawCards))
        let customers = stub.seedSandbox(now: WallClock.system.nowSeconds)
        guard let address = SocketAddress(host: "127.0.0.1", port: options.port) else { return }
        let loop = try EventLoop()
        try loop.start()
        let server = try StubServer.start(stub, at: address, on: loop, settings: options.server)
        let stop = StopSignal()
        Terminal.write("A Stripe for tests listens on http://\(server.address); any sk_test_ key opens it.")
        if !options.isQuiet {
            for customer in customers {
                Terminal.write("  \(customer.id)  \(customer.name): \(customer.what)")
            }
            Terminal.write("  \(Stub.sandboxTeacher)  a connected account, ready for transfers")
        }
        stop.wait { await server.stop() }
        loop.stop()
    }
}
