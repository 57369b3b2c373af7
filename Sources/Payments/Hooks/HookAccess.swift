// At the start: what the server's owner decides about webhooks to another service, and the delivery that comes of it.
package import Basics
internal import CurlClient
package import Reactor
internal import Store

/// Who is told what became of its payments.
package struct HookAccess: Sendable {
    /// `https://...`, or `http://...` where private addresses are allowed.
    package let url: String
    /// One, or two while the receiver changes them: both sign.
    package let secrets: [HookSecret]
    /// Whether the receiver may be on this machine or in its network.
    package let allowsPrivateAddresses: Bool

    package init(url: String, secrets: [HookSecret], allowsPrivateAddresses: Bool) {
        self.url = url
        self.secrets = secrets
        self.allowsPrivateAddresses = allowsPrivateAddresses
    }
}

extension BackOffice {
    /// To be run on that loop.
    ///
    /// - Parameters:
    ///   - access: nil when nobody is to be told.
    ///   - observe: is told how each try ended.
    package func hooks(
        _ access: HookAccess?, on loop: EventLoop, log: Log,
        observe: @escaping @Sendable (OutboxOutcome) -> Void = { _ in }
    ) -> DeliverHooks {
        DeliverHooks(
            database: databases.database(on: loop), sender: access.map { CurlHookSender($0, on: loop) },
            clock: desk.clock, random: desk.random, log: log, observe: observe)
    }
}
