// On a request's way: which of Stripe's versions the caller speaks, and what differs by it.

/// `2022-11-15`, or `2026-08-26.dahlia`: the date decides. Stripe's changelog is the source of every date below.
struct APIVersion: Sendable, Comparable {
    let text: String
    /// The date as a number, such as 20221115.
    let day: Int

    /// Nil when the text does not begin with a date.
    init?(_ text: String) {
        var day = 0
        var length = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "."), length == 10 { break }
            switch (length, byte) {
            case (4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")): break
            case (0...3, UInt8(ascii: "0")...UInt8(ascii: "9")),
                (5...6, UInt8(ascii: "0")...UInt8(ascii: "9")),
                (8...9, UInt8(ascii: "0")...UInt8(ascii: "9")):
                day = day * 10 + Int(byte - UInt8(ascii: "0"))
            default: return nil
            }
            length += 1
        }
        guard length == 10 else { return nil }
        self.init(text: text, day: day)
    }

    private init(text: String, day: Int) {
        self.text = text
        self.day = day
    }

    static func < (left: APIVersion, right: APIVersion) -> Bool { left.day < right.day }
    static func == (left: APIVersion, right: APIVersion) -> Bool { left.day == right.day }

    /// Spoken to callers that name none: this account's default.
    static let accountDefault = APIVersion(text: "2022-11-15", day: 20_221_115)
    static let automaticMethods = APIVersion(text: "2023-08-16", day: 20_230_816)
    static let asynchronousCapture = APIVersion(text: "2024-04-10", day: 20_240_410)
    static let acacia = APIVersion(text: "2024-10-28.acacia", day: 20_241_028)
    static let basil = APIVersion(text: "2025-03-31.basil", day: 20_250_331)
    static let reauthorization = APIVersion(text: "2026-04-01", day: 20_260_401)
    static let dahlia = APIVersion(text: "2026-08-26.dahlia", day: 20_260_826)
    static let endive = APIVersion(text: "2026-09-30.endive", day: 20_260_930)

    /// Before basil, what a hold gives back (a cancel, a part capture, the end of its time) is a Refund.
    var releasesByRefund: Bool { self < .basil }
    /// Before basil, an intent and a charge say which invoice they pay: none, here.
    var namesInvoice: Bool { self < .basil }
    var hasAutomaticMethodsByDefault: Bool { self >= .automaticMethods }
    var defaultCaptureMethod: CaptureMethod {
        self < .asynchronousCapture ? .automatic : .automaticAsync
    }

    /// The statuses that Stripe's refusal of a cancel lists; the list grew.
    var cancelableStatuses: String {
        if self < .reauthorization {
            return
                "requires_payment_method, requires_capture, requires_confirmation, requires_action, processing"
        }
        let expired = self < .dahlia ? "" : "expired, "
        return "requires_payment_method, requires_capture, requires_reauthorization, "
            + "requires_confirmation, requires_action, \(expired)processing"
    }
}
