// Mails to a server that is not ours: what arrives, under which protection, and what is said when none does.
import Basics
import Reactor
import TestSupport
import Testing

@testable import CurlClient

@Suite(
    "Mails over SMTP", .timeLimit(.minutes(5)), .serialized,
    .enabled("\(MailPeer.howToGet)") { try await MailPeer.isThere() })
struct MailTests {
    /// What a test has; its body runs on the client's loop.
    struct Scene {
        let peer: MailPeer
        let client: CurlClient
        let loop: EventLoop

        func send(
            _ message: String = "Subject: Hello\r\n\r\nWorld\r\n", to recipient: String = "ada@example.com",
            scheme: String = "smtp", login: (user: String, password: String)? = nil,
            requiresTLS: Bool = false,
            milliseconds: Int = 30_000
        ) async -> CurlMailFailure? {
            let server = CurlMailServer(
                url: "\(scheme)://127.0.0.1:\(peer.port)", user: login?.user,
                password: login.map { Secret($0.password) }, requiresTLS: requiresTLS)
            let mail = CurlMail(
                from: "lessons@example.com", to: recipient, message: Array(message.utf8),
                timeoutMilliseconds: milliseconds)
            do throws(CurlMailFailure) {
                try await client.sendMail(mail, over: server)
                return nil
            } catch {
                return error
            }
        }
    }

    private func greeted(
        _ scene: Scene, scheme: String = "smtp", login: (user: String, password: String)? = nil,
        requiresTLS: Bool = false
    ) async -> CurlMailFailure? {
        let server = CurlMailServer(
            url: "\(scheme)://127.0.0.1:\(scene.peer.port)", user: login?.user,
            password: login.map { Secret($0.password) }, requiresTLS: requiresTLS)
        do throws(CurlMailFailure) {
            try await scene.client.greet(server, timeoutMilliseconds: 30_000)
            return nil
        } catch {
            return error
        }
    }

    @Test("a greeting goes as far as a mail's first word, and sends none")
    func greeting() async throws {
        try await Self.play { scene in
            #expect(await greeted(scene) == nil)
            #expect(isNotSent(await greeted(scene, requiresTLS: true)))
            #expect(await scene.send() == nil)
            let first = try await scene.peer.take()
            #expect(first.raw == "Subject: Hello\r\n\r\nWorld\r\n", "the first mail that is taken")
        }
        try await Self.play(["--login", "ada", "word"]) { scene in
            #expect(isNotSent(await greeted(scene, login: ("ada", "wrong"))))
            #expect(await greeted(scene, login: ("ada", "word")) == nil)
        }
    }

    @Test(
        "a greeting is as strict about certificates as a mail",
        .enabled(if: TestAuthority.command != nil, "the openssl command makes the certificates"))
    func greetingOverTLS() async throws {
        let authority = try await TestAuthority(for: "IP:127.0.0.1")
        var settings = CurlSettings()
        settings.authoritiesFile = authority.certificate
        let options = ["--tls", authority.certificate, authority.key]
        try await Self.play(options, settings: settings) { scene in
            #expect(await greeted(scene, requiresTLS: true) == nil)
        }
        try await Self.play(options) { scene in
            #expect(isNotSent(await greeted(scene, requiresTLS: true)))
        }
    }

    static func play<Result: Sendable>(
        _ options: [String] = [], on poller: PollerKind = .standard, settings: CurlSettings = CurlSettings(),
        _ body: (Scene) async throws -> Result
    ) async throws -> Result {
        let loop = try EventLoop(poller)
        try loop.start()
        defer { loop.stop() }
        return try await MailPeer.serving(options) { peer in
            try await withTaskExecutorPreference(loop) {
                try await body(
                    Scene(peer: peer, client: CurlClient(on: loop, settings: settings), loop: loop))
            }
        }
    }

    private func isNotSent(_ failure: CurlMailFailure?) -> Bool {
        if case .notSent = failure { true } else { false }
    }

    private func isRefused(_ failure: CurlMailFailure?) -> Bool {
        if case .refused = failure { true } else { false }
    }

    @Test("a mail arrives as it was given, also lines that begin with dots", arguments: PollerKind.allCases)
    func arrives(poller: PollerKind) async throws {
        let message =
            "Subject: Dots\r\n\r\n.\r\n..\r\n.hidden\r\n"
            + String(repeating: String(repeating: "x", count: 70) + "\r\n.", count: 3000) + "\r\n"
        try await Self.play(on: poller) { scene in
            #expect(await scene.send(message) == nil)
            let taken = try await scene.peer.take()
            #expect(taken.envelope == ["lessons@example.com", "ada@example.com"])
            #expect(taken.raw == message)
            #expect(!taken.isSecure)
            #expect(taken.user == nil)
        }
    }

    @Test("each mail has a connection of its own")
    func ownConnections() async throws {
        try await Self.play { scene in
            var ports: Set<Int> = []
            for _ in 0..<3 {
                #expect(await scene.send() == nil)
                ports.insert(try await scene.peer.take().peerPort)
            }
            #expect(ports.count == 3)
        }
    }

    @Test("where TLS is wanted and not offered, nothing is sent")
    func noTLS() async throws {
        try await Self.play { scene in
            #expect(isNotSent(await scene.send(requiresTLS: true)))
            #expect(await scene.send() == nil)
            let taken = try await scene.peer.take()
            #expect(!taken.isSecure)
        }
    }

    @Test(
        "a certificate of a believed authority is taken, with STARTTLS and from the first byte",
        .enabled(if: TestAuthority.command != nil, "the openssl command makes the certificates"),
        arguments: ["smtp", "smtps"])
    func believed(scheme: String) async throws {
        let authority = try await TestAuthority(for: "IP:127.0.0.1")
        var settings = CurlSettings()
        settings.authoritiesFile = authority.certificate
        let options =
            ["--tls", authority.certificate, authority.key]
            + (scheme == "smtps" ? ["--implicit-tls"] : [])
        try await Self.play(options, settings: settings) { scene in
            #expect(await scene.send(scheme: scheme, requiresTLS: true) == nil)
            let taken = try await scene.peer.take()
            #expect(taken.isSecure)
        }
    }

    @Test(
        "a certificate that nobody believes: nothing is sent, also where TLS is not wanted",
        .enabled(if: TestAuthority.command != nil, "the openssl command makes the certificates"),
        arguments: [true, false])
    func unbelieved(requiresTLS: Bool) async throws {
        let authority = try await TestAuthority(for: "IP:127.0.0.1")
        try await Self.play(["--tls", authority.certificate, authority.key]) { scene in
            #expect(isNotSent(await scene.send(requiresTLS: requiresTLS)))
        }
    }

    @Test("who signs in is let in; a wrong password waits for a better one")
    func login() async throws {
        try await Self.play(["--login", "ada", "p\u{E4}ss word"]) { scene in
            #expect(isNotSent(await scene.send(login: ("ada", "wrong"))))
            #expect(isNotSent(await scene.send()))
            #expect(await scene.send(login: ("ada", "p\u{E4}ss word")) == nil)
            let taken = try await scene.peer.take()
            #expect(taken.user == "ada")
        }
    }

    @Test("a recipient or a mail that is refused for good, and nothing else, is not tried again")
    func refusals() async throws {
        let cases: [(command: String, reply: String, isFinal: Bool)] = [
            ("RCPT", "550 5.1.1 no such mailbox", true), ("RCPT", "450 4.2.1 try later", false),
            ("MAIL", "550 5.7.1 not from you", false), ("DATA", "554 5.7.1 no spam", true),
            ("DATA", "451 4.3.0 disk full", false),
        ]
        for (command, reply, isFinal) in cases {
            try await Self.play(["--reply", command, reply]) { scene in
                let failure = await scene.send()
                #expect(isRefused(failure) == isFinal, "\(command) \(reply): \(String(describing: failure))")
                #expect(isNotSent(failure) == !isFinal, "\(command) \(reply): \(String(describing: failure))")
                #expect(!"\(String(describing: failure))".contains("ada@"))
            }
        }
    }

    @Test("a server that is down: not sent")
    func down() async throws {
        let loop = try EventLoop()
        try loop.start()
        defer { loop.stop() }
        let port = try BoundPort()
        let server = CurlMailServer(
            url: "smtp://127.0.0.1:\(port.number)", user: nil, password: nil, requiresTLS: false)
        let mail = CurlMail(
            from: "a@example.com", to: "b@example.com", message: [10], timeoutMilliseconds: 30_000)
        await withTaskExecutorPreference(loop) {
            let client = CurlClient(on: loop)
            let failure = await port.held {
                await #expect(throws: CurlMailFailure.self) { try await client.sendMail(mail, over: server) }
            }
            #expect(isNotSent(failure))
        }
    }

    @Test("a slow server has its time: before the mail was whole it is not sent, after it nobody knows")
    func slow() async throws {
        for command in ["RCPT", "DATA"] {
            try await Self.play(["--hang", command]) { scene in
                let began = monotonicNanoseconds()
                let failure = await scene.send(milliseconds: 3000)
                #expect((monotonicNanoseconds() - began) / 1_000_000 >= 2990)
                if case .unknown = failure {
                    #expect(command == "DATA")
                } else {
                    #expect(command == "RCPT" && isNotSent(failure))
                }
            }
        }
    }

    @Test(
        "an address that would be a command of its own reaches no server",
        arguments: ["a@b>\r\nRCPT TO:<eve@example.com", "a b@example.com", "", "<a@b", "a@b\u{0}"])
    func injection(address: String) async throws {
        try await Self.play { scene in
            #expect(isRefused(await scene.send(to: address)))
            #expect(await scene.send() == nil)
            let taken = try await scene.peer.take()
            #expect(taken.envelope == ["lessons@example.com", "ada@example.com"])
        }
    }

    @Test("more mails at once than may be are put off")
    func tooMany() async throws {
        var settings = CurlSettings()
        settings.mailsMax = 1
        try await Self.play(["--hang", "RCPT"], settings: settings) { scene in
            async let one = scene.send(milliseconds: 5000)
            async let other = scene.send(milliseconds: 5000)
            let failures = [await one, await other]
            #expect(failures.filter { $0 == .notSent("too many mails are under way") }.count == 1)
            #expect(failures.allSatisfy(isNotSent))
        }
    }
}
