// On a mail's way: the sender that is used where a mail server is set.
package import Basics
internal import CurlClient
package import Reactor

package struct SMTPSettings: Sendable {
    /// `smtp://host:port` or `smtps://host:port`.
    package let url: String
    package let user: String?
    package let password: Secret?
    /// Only a server on this machine is spoken to without TLS.
    package let isLoopback: Bool

    package init(url: String, user: String?, password: Secret?, isLoopback: Bool) {
        self.url = url
        self.user = user
        self.password = password
        self.isLoopback = isLoopback
    }
}

/// Has a thread of its own, which a mail server keeps waiting without any harm to requests or other jobs.
package struct SMTPSender: MailSender {
    private let client: CurlClient
    private let server: CurlMailServer
    private let loop: EventLoop

    /// Servers that look at a mail before they take it are slow. With the good-bye a try takes twice as long at most.
    static let timeoutSeconds = 60

    private init(_ settings: SMTPSettings, on loop: EventLoop) {
        self.loop = loop
        client = CurlClient(on: loop)
        server = CurlMailServer(
            url: settings.url, user: settings.user, password: settings.password,
            requiresTLS: !settings.isLoopback)
    }

    package static func start(_ settings: SMTPSettings) throws(ReactorFailure) -> SMTPSender {
        let loop = try EventLoop()
        try loop.start()
        return SMTPSender(settings, on: loop)
    }

    /// Ends the thread. Call it from another one, when no mail is under way.
    package func stop() {
        loop.stop()
    }

    /// Whether the server is there, is spoken to as the settings want, and lets us in. No mail is sent.
    ///
    /// - Throws: `later`, with what is wrong.
    package func greet(seconds: Int) async throws(MailFailure) {
        let outcome = await withTaskExecutorPreference(loop) { @concurrent () -> Result<Void, MailFailure> in
            do throws(CurlMailFailure) {
                return .success(try await client.greet(server, timeoutMilliseconds: seconds * 1000))
            } catch {
                return .failure(MailFailure(error))
            }
        }
        try outcome.get()
    }

    package func send(_ mail: OutgoingMail) async throws(MailFailure) {
        let outcome = await withTaskExecutorPreference(loop) { @concurrent () -> Result<Void, MailFailure> in
            do throws(CurlMailFailure) {
                try await client.sendMail(
                    CurlMail(
                        from: mail.from.address, to: mail.to.address, message: mail.message,
                        timeoutMilliseconds: Self.timeoutSeconds * 1000),
                    over: server)
                return .success(())
            } catch {
                return .failure(MailFailure(error))
            }
        }
        try outcome.get()
    }
}

extension MailFailure {
    fileprivate init(_ failure: CurlMailFailure) {
        self =
            switch failure {
            case .notSent(let reason), .unknown(let reason): .later(reason)
            case .refused(let reason): .never(reason)
            }
    }
}
