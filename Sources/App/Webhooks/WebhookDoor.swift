// On an event's way from Stripe: the route, which says whether Stripe should send it again.
internal import Basics
internal import HTTPServer
internal import Payments

struct WebhookDoor: Sendable {
    let webhooks: Webhooks
    let metrics: WebhookMetrics
    let log: Log

    /// `POST /webhook`: 200 when it is kept, or none of ours; Stripe sends again after any other answer.
    @Sendable func receive(_ request: Request) async -> Response {
        do throws(WebhookFailure) {
            let receipt = try await webhooks.receive(
                request.body, signature: request.head.text(of: "stripe-signature"))
            metrics.count(receipt.outcome)
            log.info(Self.name(of: receipt.outcome)) { line in
                line.member("request_id", request.id)
                line.member("stripe_event", receipt.event)
                line.member("type", receipt.type)
            }
            return Self.received
        } catch {
            metrics.count(error)
            note(error, request)
            return ErrorShape(path: String(decoding: request.head.path, as: UTF8.self))
                .response(error.status, code: error.code, message: error.message, requestID: request.id)
        }
    }

    private static func name(of outcome: EventOutcome) -> StaticString {
        switch outcome {
        case .applied: "webhook_applied"
        case .ignored: "webhook_ignored"
        case .postponed: "webhook_postponed"
        }
    }

    static let schema = JSONSchema.object(["received": .constant(true)])

    private static let received = Response.api(.ok, Array(#"{"received":true}"#.utf8))

    private func note(_ failure: WebhookFailure, _ request: Request) {
        func members(_ line: inout JSONWriter) {
            line.member("request_id", request.id)
            line.member("code", failure.code)
            guard case .notKept(let event, let reason) = failure else { return }
            line.member("stripe_event", event)
            line.member("reason", reason)
        }
        switch failure {
        case .noSecret, .notKept: log.error("webhook_failed", members)
        case .unsigned, .malformedSignature, .foreignSignature, .oldSignature, .unreadable:
            // Anyone can cause it, so it calls nobody; a secret that was mistaken shows in Stripe's dashboard as well.
            log.info("webhook_refused", members)
        }
    }
}

extension WebhookFailure {
    fileprivate var status: Status {
        switch self {
        case .noSecret: .serviceUnavailable
        case .unsigned, .malformedSignature, .foreignSignature, .oldSignature, .unreadable: .badRequest
        case .notKept: .internalServerError
        }
    }

    fileprivate var code: String {
        switch self {
        case .noSecret: "webhook_secret_missing"
        case .unsigned, .malformedSignature, .foreignSignature, .oldSignature: "webhook_signature_invalid"
        case .unreadable: "body_invalid"
        case .notKept: "webhook_not_kept"
        }
    }

    fileprivate var message: String {
        switch self {
        case .noSecret: "STRIPE_WEBHOOK_SECRET is not set on this server."
        case .unsigned: "Stripe-Signature is missing: only Stripe may call this."
        case .malformedSignature: "Stripe-Signature cannot be read: it wants t=...,v1=..."
        case .foreignSignature:
            "Stripe-Signature does not fit this body: is STRIPE_WEBHOOK_SECRET that of this endpoint?"
        case .oldSignature: "Stripe-Signature is too old: is this server's clock right?"
        case .unreadable: "The body is no event of Stripe's."
        case .notKept: "The event could not be kept: send it again."
        }
    }
}
