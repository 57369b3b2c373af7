// On a webhook's way out: the seam to the network, and the one POST behind it.
internal import CurlClient
internal import Reactor

/// A webhook that is ready to go.
struct OutgoingHook: Sendable {
    /// The same at every try.
    let id: String
    let body: [UInt8]
    /// Of the try, in Unix seconds.
    let timestamp: Int64
}

/// What came of a try. The texts hold nothing that was sent or answered.
enum HookAnswer: Sendable, Equatable {
    case status(Int)
    /// Nobody knows whether it arrived, or it did not.
    case none(String)
}

protocol HookSender: Sendable {
    func post(_ hook: OutgoingHook) async -> HookAnswer
}

/// Signs and posts to the one receiver, on the loop it was made for. It follows no redirect, believes valid
/// certificates alone, and connects to public addresses unless others are allowed.
struct CurlHookSender: HookSender {
    private let access: HookAccess
    private let client: CurlClient
    private let timeoutMilliseconds: Int

    /// From the name's look-up to the answer's last byte.
    static let timeoutSeconds = 15
    /// An answer is its status; what is beyond this is not even read.
    private static let answerBytesMax = 64 * 1024

    init(
        _ access: HookAccess, on loop: EventLoop, timeoutMilliseconds: Int = timeoutSeconds * 1000
    ) {
        self.access = access
        self.timeoutMilliseconds = timeoutMilliseconds
        var settings = CurlSettings()
        settings.addresses = access.allowsPrivateAddresses ? .any : .publicOnly
        settings.answerBytesMax = Self.answerBytesMax
        settings.cutsLongAnswers = true
        client = CurlClient(on: loop, settings: settings)
    }

    func post(_ hook: OutgoingHook) async -> HookAnswer {
        guard
            let signature = HookSignature.header(
                id: hook.id, timestamp: hook.timestamp, body: hook.body, secrets: access.secrets)
        else { return .none("it could not be signed") }
        let request = CurlRequest(
            .post, access.url,
            headerLines: [
                "content-type: application/json", "webhook-id: \(hook.id)",
                "webhook-timestamp: \(hook.timestamp)", "webhook-signature: \(signature)",
            ],
            body: hook.body, timeoutMilliseconds: timeoutMilliseconds)
        do throws(CurlFailure) {
            return .status(try await client.send(request).status)
        } catch {
            switch error {
            case .notSent(let reason), .noAnswer(let reason): return .none(reason)
            case .timedOut: return .none("no answer in time")
            }
        }
    }
}
