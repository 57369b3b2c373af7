// A scripted Stripe for the lesson use cases: it says what must be asked, in order, and what is answered.
import Basics
import Payments
import StripeClient
import Testing

final class LessonBench: Transport, Waiter {
    struct Step: Sendable {
        let request: String
        let result: Result<TransportResponse, TransportFailure>

        /// `request` is method and path: `POST /v1/refunds`.
        static func on(_ request: String, _ status: Int, _ body: String, replayed: Bool = false) -> Step {
            var headers = [(name: "Request-Id", value: "req_1")]
            if replayed { headers.append(("Idempotent-Replayed", "true")) }
            let response = TransportResponse(status: status, headers: headers, body: Array(body.utf8))
            return Step(request: request, result: .success(response))
        }

        static func on(_ request: String, fails failure: TransportFailure) -> Step {
            Step(request: request, result: .failure(failure))
        }
    }

    private let state: Lock<(steps: ArraySlice<Step>, requests: [TransportRequest], now: Int)>

    init(_ steps: [Step]) {
        state = Lock((steps: steps[...], requests: [], now: 0))
    }

    var requests: [TransportRequest] { state.withLock { $0.requests } }
    var keys: [String] { requests.compactMap { $0.header("Idempotency-Key") } }
    var nowMilliseconds: Int { state.withLock { $0.now } }

    var lessons: LessonPayments {
        LessonPayments(
            stripe: StripeClient(
                settings: StripeClientSettings(
                    secretKey: Secret("sk_test_secret"), apiVersion: "2022-11-15",
                    deadlineMilliseconds: 20_000),
                transport: self, waiter: self))
    }

    func wait(milliseconds: Int) async { state.withLock { $0.now += milliseconds } }

    func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
        let step: Step? = state.withLock { state in
            state.requests.append(request)
            return state.steps.popFirst()
        }
        guard let step, step.request == "\(request)" else {
            Issue.record("asked for \(request), expected \(step?.request ?? "nothing more")")
            throw .timedOut
        }
        return try step.result.get()
    }

    /// What it came to, once the whole script has been played.
    func run<Value: Sendable>(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ useCase: (LessonPayments) async throws(LessonFailure) -> Value
    ) async -> Result<Value, LessonFailure> {
        let result: Result<Value, LessonFailure>
        do throws(LessonFailure) {
            result = .success(try await useCase(lessons))
        } catch {
            result = .failure(error)
        }
        let left = state.withLock { $0.steps.map(\.request) }
        #expect(left.isEmpty, "never asked for", sourceLocation: sourceLocation)
        return result
    }
}

extension TransportRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension Result where Failure == LessonFailure {
    var failure: LessonFailure? { if case .failure(let failure) = self { failure } else { nil } }
    var refusal: LessonRefusal? { if case .refused(let refusal)? = failure { refusal } else { nil } }
}

/// Answers of Stripe's, with the fields that matter here.
enum Answer {
    static func intent(_ status: String, capturable: Int = 0, charge: String = "null") -> String {
        """
        {
          "id": "pi_1",
          "object": "payment_intent",
          "amount_capturable": \(capturable), "latest_charge": \(charge),
          "status": "\(status)"
        }
        """
    }

    static func charge(refunded: Int = 0, refunds: String...) -> String {
        let data = refunds.map { #"{"id":"\#($0)","object":"refund"}"# }.joined(separator: ",")
        return #"{"id":"ch_1","object":"charge","amount_refunded":\#(refunded),"#
            + #""refunds":{"object":"list","data":[\#(data)],"has_more":false}}"#
    }

    static let refund = #"{"id":"re_1","object":"refund"}"#

    static func error(
        _ code: String?, type: String = "invalid_request_error", message: String = "no", intent: String? = nil
    ) -> String {
        let code = code.map { #""code":"\#($0)","# } ?? ""
        let intent = intent.map { #","payment_intent":\#($0)"# } ?? ""
        return #"{"error":{\#(code)"type":"\#(type)","message":"\#(message)"\#(intent)}}"#
    }
}
