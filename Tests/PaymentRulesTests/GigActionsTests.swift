// Proves what a teacher may do with a booked gig, for every combination there is.
import PaymentRules
import Testing

@Suite("Gig actions", .timeLimit(.minutes(5)))
struct GigActionsTests {
    @Test("every combination of action and booking is in exactly one row")
    func complete() {
        for action in GigAction.allCases {
            for booking in GigBookingStatus.allCases {
                let rows = GigAction.table.rows.filter {
                    $0.action == action && $0.statuses.contains(booking)
                }
                #expect(rows.count == 1, "\(action) \(booking)")
            }
        }
    }

    @Test(
        "only what is paid is confirmed, only what is confirmed is started, and what has begun is not declined"
    )
    func allowed() {
        for booking in GigBookingStatus.allCases {
            let may = GigAction.allCases.filter { GigAction.table.verdict(on: $0, in: booking) == .allowed }
            let wanted: [GigAction] =
                switch booking {
                case .requested: [.confirm, .decline]
                case .confirmed: [.decline, .start]
                case .unpaid, .started, .declined, .expired, .failed, .cancelled: []
                }
            #expect(may == wanted, "\(booking)")
        }
        #expect(GigAction.table.verdict(on: .start, in: .unpaid) == .refused(.notPaid))
        #expect(GigAction.table.verdict(on: .start, in: .requested) == .refused(.notConfirmed))
    }

    @Test("what was done may be asked for again")
    func again() {
        let ends: [(GigAction, GigBookingStatus)] = [
            (.confirm, .confirmed), (.decline, .declined), (.start, .started),
        ]
        for (action, end) in ends {
            #expect(GigAction.table.verdict(on: action, in: end) == .done, "\(action)")
        }
    }

    @Test("every refusal says why in a sentence of its own")
    func texts() {
        #expect(Set(GigRefusal.allCases.map(\.text)).count == GigRefusal.allCases.count)
        #expect(GigRefusal.allCases.allSatisfy { $0.text.hasSuffix(".") })
    }
}
