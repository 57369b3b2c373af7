// On the way back from Stripe: makes an answer or a failure of a response's bytes.
internal import Basics

struct ResponseReader {
    let response: TransportResponse

    var requestID: String? { response.header("Request-Id") }

    private var date: String? { response.header("Date") }

    var shouldRetry: Bool? {
        switch response.header("Stripe-Should-Retry") {
        case "true": true
        case "false": false
        default: nil
        }
    }

    func read() -> Result<StripeAnswer, StripeFailure> {
        let json: JSON
        do throws(JSONFailure) {
            json = try JSON(response.body)
        } catch {
            return .failure(unreadable("not JSON: \(error)"))
        }
        guard (200..<300).contains(response.status) else { return .failure(failure(json)) }
        guard json.kind == .object else { return .failure(broken("JSON, but no object")) }
        return .success(
            StripeAnswer(
                body: response.body, json: json, replayed: replayed, requestID: requestID, date: date))
    }

    private func failure(_ json: JSON) -> StripeFailure {
        guard
            let refusal = StripeRefusal(
                json, status: response.status, replayed: replayed, requestID: requestID)
        else { return unreadable("no error object") }
        let code = refusal.code
        switch response.status {
        case 401, 403: return keyRefused
        case 400..<500 where refusal.type == "idempotency_error": return .idempotencyConflict(refusal)
        case 409 where code == "idempotency_key_in_use": return .inProgress(refusal)
        case 429: return .rateLimited(refusal)
        case 400 where code == "rate_limit": return .rateLimited(refusal)
        case 400..<500: return .refused(refusal)
        default: return broken(code ?? refusal.type)
        }
    }

    /// A wrong key is one whatever the body says.
    private func unreadable(_ reason: String) -> StripeFailure {
        response.status == 401 || response.status == 403 ? keyRefused : broken(reason)
    }

    private var keyRefused: StripeFailure {
        .keyRefused(status: response.status, requestID: requestID)
    }

    private func broken(_ reason: String) -> StripeFailure {
        let breakage = StripeBreakage(status: response.status, reason: reason, requestID: requestID)
        return replayed && response.status >= 500 ? .faultReplayed(breakage) : .broken(breakage)
    }

    var replayed: Bool { response.header("Idempotent-Replayed") == "true" }
}
