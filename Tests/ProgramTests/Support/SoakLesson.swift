// Beside the soak: one lesson's life, held, then given back or taught, and perhaps refunded.
import Basics

/// What a lesson came to, as its callers were told.
struct SoakOutcome {
    let number: Int
    let intent: String
    var captured: Int64 = 0
    var refunded: Int64 = 0
}

/// Decided by its number and the seed.
struct SoakLesson {
    private static let held: Int64 = 900
    private let number: Int
    private let house: SoakHouse
    private var random: SplitMix

    init(number: Int, seed: UInt64, house: SoakHouse) {
        self.number = number
        self.house = house
        random = SplitMix(state: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    }

    mutating func live() async throws -> SoakOutcome {
        let hold =
            #"{"customer_id":"cus_SandboxApprove","amount":\#(Self.held),"description":"Guitar lesson"}"#
        let intent = try await insist("/schedule-lesson", hold, key: "hold-\(number)")
        var outcome = SoakOutcome(number: number, intent: intent)
        if random.next() % 4 == 0 {
            try await insist("/refund-lesson", Self.body(intent, nil), key: "release-\(number)")
            return outcome
        }
        let part: Int64? = random.next() % 2 == 0 ? 500 : nil
        try await insist("/complete-lesson-payment", Self.body(intent, part), key: "capture-\(number)")
        outcome.captured = part ?? Self.held
        switch random.next() % 3 {
        case 0: break
        case 1:
            try await insist("/refund-lesson", Self.body(intent, 200), key: "part-\(number)")
            outcome.refunded = 200
        default:
            try await insist("/refund-lesson", Self.body(intent, nil), key: "all-\(number)")
            outcome.refunded = outcome.captured
        }
        return outcome
    }

    /// Asks again with the same key while the outcome is unknown or Stripe wants it later, as a good caller does.
    ///
    /// - Returns: the id of the payment in the answer, if there is one.
    @discardableResult
    private func insist(_ path: String, _ json: String, key: String) async throws -> String {
        var last = "no answer"
        for _ in 0..<20 {
            let (status, body) = try await house.post(path, json, key: key)
            let code = body["error"]?["code"]?.string ?? ""
            last = "\(status) \(code)"
            switch (status, code) {
            case (200, _): return body["payment"]?["id"]?.string ?? ""
            case (409, _), (502, _), (504, _), (400, "rate_limit"): continue
            default: throw Refused(key: key, answer: last)
            }
        }
        throw Refused(key: key, answer: last)
    }

    private static func body(_ intent: String, _ amount: Int64?) -> String {
        #"{"payment_intent_id":"\#(intent)"\#(amount.map { #","amount":\#($0)"# } ?? "")}"#
    }

    private struct Refused: Error {
        let key: String
        let answer: String
    }
}

/// A small generator whose sequence is the same everywhere (Steele, Lea and Flood, 2014).
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
