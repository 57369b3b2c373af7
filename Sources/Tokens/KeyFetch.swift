// Beside a request's way: a published key set brought from its address, by libcurl and on its loop.
package import Basics
internal import CurlClient
package import Reactor

extension KeyServer {
    /// A server that does not answer in this time cannot be reached.
    package static let fetchMilliseconds = 5000

    /// - Parameters:
    ///   - url: `https`, whose certificate is checked, or `http` on this machine. No redirect is followed: the keys are
    ///     where the settings say, and nowhere else.
    ///   - loop: of what is in no request's way.
    package convenience init(
        url: String, on loop: EventLoop, clock: WallClock, timeoutMilliseconds: Int = fetchMilliseconds,
        tell: @escaping @Sendable (KeyNews) -> Void
    ) {
        var settings = CurlSettings()
        settings.answerBytesMax = KeySet.bytesMax
        settings.connectMillisecondsMax = timeoutMilliseconds
        let client = CurlClient(on: loop, settings: settings)
        let request = CurlRequest(
            .get, url, headerLines: ["Accept: application/jwk-set+json, application/json"],
            timeoutMilliseconds: timeoutMilliseconds)
        self.init(
            on: loop, clock: clock,
            fetch: { () async throws(KeyFetchFailure) in try await Self.answer(to: request, of: client) },
            tell: tell)
    }

    private static func answer(
        to request: CurlRequest, of client: CurlClient
    ) async throws(KeyFetchFailure) -> Answer {
        let response: CurlResponse
        do throws(CurlFailure) {
            response = try await client.send(request)
        } catch {
            switch error {
            case .notSent(let reason), .noAnswer(let reason): throw .unreachable(reason)
            case .timedOut: throw .unreachable("it did not answer within \(request.timeoutMilliseconds) ms")
            }
        }
        guard response.status == 200 else { throw .refused(status: response.status) }
        let life = response.header("Cache-Control").flatMap(CacheControl.lifeSeconds)
        return Answer(document: response.body, lifeSeconds: life)
    }
}

/// Why a fetch brought no keys. The texts are for the log and hold nothing of the answer.
package enum KeyFetchFailure: Error, Equatable, CustomStringConvertible {
    case unreachable(String)
    case refused(status: Int)
    case unusable(KeySetFailure)

    package var description: String {
        switch self {
        case .unreachable(let reason): "the key server cannot be reached: \(reason)"
        case .refused(let status):
            "the key server answered \(status) in place of 200; no redirect is followed"
        case .unusable(let failure): "what the key server answered cannot be used: \(failure)"
        }
    }

    static func reading(_ document: [UInt8]) throws(KeyFetchFailure) -> KeySet {
        do throws(KeySetFailure) {
            return try KeySet(document)
        } catch {
            throw .unusable(error)
        }
    }
}
