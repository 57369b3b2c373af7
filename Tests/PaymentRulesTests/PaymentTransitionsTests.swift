// Proves the payment's state machine: forward only, whatever the order of events.
import PaymentRules
import Testing

@Suite("Payment transitions", .timeLimit(.minutes(5)))
struct PaymentTransitionsTests {
    private func end(_ outcomes: [PaymentOutcome], from start: PaymentStatus = .pending) -> PaymentStatus {
        outcomes.reduce(start) { PaymentTransitions.next(from: $0, after: $1) }
    }

    @Test(
        "the plain ways lead where the states say",
        arguments: [
            ([.authorized, .captured], .captured),
            ([.authorized, .released], .released),
            ([.authorizationRefused], .failed),
            ([.authorizationRefused, .authorized, .captured, .refunded], .refunded),
            ([.authorized, .captureRefused], .failed),
            ([.charged, .partlyRefunded], .captured),
            ([.charged, .refunded], .refunded),
            ([.chargeRefused], .failed),
            ([.chargeRefused, .charged], .captured),
            ([.authorized, .renewed, .captured], .captured),
            ([.authorized, .renewalRefused], .authorized),
            ([.captured, .refundRefused], .captured),
        ] as [([PaymentOutcome], PaymentStatus)])
    func ways(outcomes: [PaymentOutcome], expected: PaymentStatus) {
        #expect(end(outcomes) == expected)
    }

    @Test(
        "what comes late changes nothing",
        arguments: [
            (.captured, .authorized), (.captured, .released), (.captured, .authorizationRefused),
            (.captured, .captureRefused), (.captured, .captured), (.captured, .renewed),
            (.refunded, .captured),
            (.refunded, .partlyRefunded), (.refunded, .authorized), (.refunded, .released),
            (.released, .authorized),
            (.released, .authorizationRefused), (.released, .released), (.authorized, .authorizationRefused),
            (.authorized, .authorized), (.failed, .released), (.failed, .renewed), (.pending, .renewed),
        ] as [(PaymentStatus, PaymentOutcome)])
    func late(status: PaymentStatus, outcome: PaymentOutcome) {
        #expect(PaymentTransitions.next(from: status, after: outcome) == status)
    }

    @Test("the events of a payment end alike in every order")
    func everyOrder() {
        for events in permutations([.authorized, .captured, .partlyRefunded, .authorized]) {
            #expect(end(events) == .captured, "\(events)")
        }
        for events in permutations([.authorized, .captured, .partlyRefunded, .refunded, .released]) {
            #expect(end(events) == .refunded, "\(events)")
        }
        for events in permutations([.authorized, .released, .released]) {
            #expect(end(events) == .released, "\(events)")
        }
    }

    @Test("money that moved is never hidden: only a refund ends what was captured")
    func capturedStays() {
        for outcome in PaymentOutcome.allCases {
            let after = PaymentTransitions.next(from: .captured, after: outcome)
            #expect(after == (outcome == .refunded ? .refunded : .captured), "\(outcome)")
        }
        for status in PaymentStatus.allCases where status != .refunded {
            #expect(PaymentTransitions.next(from: status, after: .captured) == .captured)
            #expect(PaymentTransitions.next(from: status, after: .refunded) == .refunded)
        }
    }

    @Test(
        "a hold that expired under its own renewal is open again, and a refund the bank sent back is captured"
    )
    func waysBack() {
        #expect(end([.authorized, .released, .renewed]) == .authorized)
        #expect(end([.captured, .refunded, .refundReverted]) == .captured)
    }

    @Test("no outcome has two rows for one status, and every row changes something")
    func rows() {
        var seen: Set<String> = []
        for row in PaymentTransitions.table {
            for status in row.from {
                #expect(status != row.to, "\(row)")
                #expect(seen.insert("\(row.outcome) \(status)").inserted, "\(row)")
            }
        }
    }

    @Test("the printed table is the whole of the rules")
    func markdown() {
        let table = """
            | outcome | verb | pending | authorized | captured | failed | refunded | released |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            | authorized | authorize | authorized | - | - | authorized | - | - |
            | authorization_refused | authorize | failed | - | - | - | - | - |
            | renewed | renew | - | - | - | - | - | authorized |
            | renewal_refused | renew | - | - | - | - | - | - |
            | captured | capture | captured | captured | - | captured | - | captured |
            | capture_refused | capture | - | failed | - | - | - | - |
            | released | release | released | released | - | - | - | - |
            | charged | charge | captured | captured | - | captured | - | captured |
            | charge_refused | charge | failed | - | - | - | - | - |
            | partly_refunded | refund | captured | captured | - | captured | - | captured |
            | refunded | refund | refunded | refunded | refunded | refunded | - | refunded |
            | refund_refused | refund | - | - | - | - | - | - |
            | refund_reverted | refund | - | - | - | - | captured | - |

            """
        #expect(PaymentTransitions.markdown == table)
    }

    private func permutations(_ outcomes: [PaymentOutcome]) -> [[PaymentOutcome]] {
        guard outcomes.count > 1 else { return [outcomes] }
        return outcomes.indices.flatMap { index in
            var rest = outcomes
            let first = rest.remove(at: index)
            return permutations(rest).map { [first] + $0 }
        }
    }
}
