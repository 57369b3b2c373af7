// At the start, with --sandbox: a Stripe on a port of this machine, with customers to try things on.
internal import App
internal import Basics
internal import HTTPServer
internal import Reactor
internal import StripeStub

struct Sandbox: Sendable {
    static let firstLine =
        "SANDBOX: this server stands on a Stripe that comes with it. No account, no key, no real money."

    let address: SocketAddress
    let customers: [SeededCustomer]
    private let server: StubServer
    private let loop: EventLoop

    /// Starts the sandbox's Stripe and points `settings` at it.
    static func start(_ settings: inout Settings, _ log: Log) throws -> Sandbox {
        var stub = Stub(StubSettings(seed: RandomBytes.system.uint64()))
        let customers = stub.seedSandbox(now: WallClock.system.nowSeconds)
        let loop = try EventLoop(settings.listen.poller)
        try loop.start()
        guard let wanted = SocketAddress(host: "127.0.0.1", port: Int(settings.stubPort)) else {
            throw SandboxFailure(description: "STRIPE_STUB_PORT is no port.")
        }
        do throws(SocketFailure) {
            let server = try StubServer.start(stub, at: wanted, on: loop)
            let origin = Origin(
                scheme: .http, host: server.address.host, port: UInt16(server.address.port))
            settings.stripe.base = origin
            settings.stripe.script = StripeScript(origin: origin, path: "/v3/")
            return Sandbox(address: server.address, customers: customers, server: server, loop: loop)
        } catch {
            loop.stop()
            throw SandboxFailure(
                description: """
                    The sandbox's Stripe cannot listen on port \(settings.stubPort): \(error). \
                    Stop what listens there, or set STRIPE_STUB_PORT to another number.
                    """)
        }
    }

    /// The customers as the server's students take them.
    var people: [SandboxPeople.Customer] {
        customers.map { SandboxPeople.Customer(id: $0.id, name: $0.name, email: $0.email) }
    }

    /// From now on its Stripe tells the server of saved cards, as Stripe does.
    func tell(_ application: Application, _ settings: StripeSettings) {
        guard let port = application.addresses.first?.port, let secret = settings.webhookSecrets.first,
            let webhook = StubWebhook(
                url: "http://localhost:\(port)/webhook", secret: secret.reveal(),
                events: ["setup_intent.succeeded", "payment_method.attached"])
        else { return }
        server.withStub { $0.addWebhook(webhook, now: WallClock.system.nowSeconds) }
    }

    func stop() async {
        await server.stop()
        loop.stop()
    }
}

struct SandboxFailure: Error, CustomStringConvertible {
    let description: String
}
