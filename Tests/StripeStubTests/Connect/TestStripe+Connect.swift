// For the tests of destination charges: an account to pay, and short ways to pay it.
import Basics
import StripeStub
import Testing

extension TestStripe {
    /// With the sandbox's connected account, which is ready, in a version without Refunds of holds.
    static func withTeacher() -> TestStripe {
        var stripe = TestStripe(version: dahlia)
        _ = stripe.stub.seedSandbox(now: stripe.now)
        return stripe
    }

    static let teacher = Stub.sandboxTeacher
    static let toTeacher = "transfer_data[destination]=\(teacher)"

    /// Paid at once, with a fee for the platform unless that is nil.
    mutating func lesson(amount: Int = 1000, fee: Int? = 100, card: String = "pm_card_visa") throws -> Reply {
        let fee = fee.map { "&application_fee_amount=\($0)" } ?? ""
        return try hold(amount: amount, card: card, "capture_method=automatic&\(Self.toTeacher)\(fee)")
    }

    mutating func heldLesson(amount: Int = 1000, fee: Int? = 100) throws -> Reply {
        let fee = fee.map { "&application_fee_amount=\($0)" } ?? ""
        return try hold(amount: amount, "capture_method=manual&\(Self.toTeacher)\(fee)")
    }

    /// Everything goes back.
    mutating func refundBoth(_ intent: String, _ more: String = "") throws -> Reply {
        try post(
            "/v1/refunds",
            "payment_intent=\(intent)&reverse_transfer=true&refund_application_fee=true\(more)")
    }

    mutating func charge(of intent: Reply, _ query: String = "") throws -> Reply {
        try get("/v1/charges/\(intent["latest_charge"] ?? "")", query)
    }

    var teacherBalance: Int64? { stub.balance(of: Self.teacher) }

    /// The movements on the platform, newest first, as `type amount`.
    mutating func movements() throws -> [String] {
        let list = try get("/v1/balance_transactions", "limit=100")
        return list.json["data"]?.elements.map {
            "\($0["type"]?.string ?? "") \($0["amount"]?.integer ?? 0)"
        } ?? []
    }
}
