// Stands in for the network and for time in the tests of this folder.
import Basics
import StripeClient
import Testing

/// Answers as it was told to, in order, and keeps what it was asked.
final class ScriptedTransport: Transport {
    enum Step: Sendable {
        case answer(Int, String, headers: [String: String] = [:])
        case failure(TransportFailure)
    }

    private let state: Lock<(steps: [Step], requests: [TransportRequest])>

    init(_ steps: [Step]) {
        state = Lock((steps: steps, requests: []))
    }

    var requests: [TransportRequest] { state.withLock { $0.requests } }

    func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
        let step: Step? = state.withLock { state in
            state.requests.append(request)
            return state.steps.isEmpty ? nil : state.steps.removeFirst()
        }
        switch step {
        case .answer(let status, let body, let headers):
            return TransportResponse(
                status: status, headers: headers.map { (name: $0.key, value: $0.value) },
                body: Array(body.utf8))
        case .failure(let failure):
            throw failure
        case nil:
            Issue.record("nobody expected \(request)")
            throw .timedOut
        }
    }
}

extension TransportRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A clock that moves only when someone waits on it.
final class VirtualTime: Waiter {
    private let state = Lock((now: 1_000_000, waits: [Int]()))

    var nowMilliseconds: Int { state.withLock { $0.now } }
    var waits: [Int] { state.withLock { $0.waits } }

    func wait(milliseconds: Int) async {
        state.withLock { state in
            state.now += milliseconds
            state.waits.append(milliseconds)
        }
    }
}

extension RandomBytes {
    /// Fills with ones, the next time with twos, and so on.
    static func counting() -> RandomBytes {
        let next = Lock(UInt8(0))
        return RandomBytes { buffer in
            let value = next.withLock { next in
                next &+= 1
                return next
            }
            for index in buffer.indices { buffer[index] = value }
        }
    }
}
