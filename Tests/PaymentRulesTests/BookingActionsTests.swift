// Proves what may be done to a booking, for every combination there is.
import PaymentRules
import Testing

@Suite("Booking actions", .timeLimit(.minutes(5)))
struct BookingActionsTests {
    @Test("every combination of action, booking and payment is in exactly one row")
    func complete() {
        for action in BookingAction.allCases {
            for booking in BookingStatus.allCases {
                for payment in PaymentStatus.allCases {
                    let rows = BookingActions.table.filter {
                        $0.action == action && $0.bookings.contains(booking) && $0.payments.contains(payment)
                    }
                    #expect(rows.count == 1, "\(action) \(booking) \(payment)")
                }
            }
        }
    }

    @Test("only an open hold is captured, and not one of a lesson that was cancelled or missed")
    func capture() {
        for booking in BookingStatus.allCases {
            for payment in PaymentStatus.allCases {
                let refusal = BookingActions.refusal(of: .capture, booking: booking, payment: payment)
                let isAllowed = payment == .authorized && [.scheduled, .completed].contains(booking)
                #expect((refusal == nil) == isAllowed, "\(booking) \(payment)")
            }
        }
        let refusal = { BookingActions.refusal(of: .capture, booking: .scheduled, payment: $0) }
        #expect(refusal(.captured) == .alreadyCaptured)
        #expect(refusal(.refunded) == .alreadyRefunded)
        #expect(refusal(.released) == .holdReleased)
        #expect(refusal(.pending) == .nothingHeld)
    }

    @Test(
        "a scheduled lesson is completed, cancelled or missed whatever its payment says",
        arguments: [BookingAction.complete, .cancel, .noShow])
    func ends(action: BookingAction) {
        for payment in PaymentStatus.allCases {
            let refusal = { BookingActions.refusal(of: action, booking: $0, payment: payment) }
            #expect(refusal(.scheduled) == nil)
            #expect(refusal(.completed) == .bookingCompleted)
            #expect(refusal(.cancelled) == .bookingCancelled)
            #expect(refusal(.noShow) == .bookingNoShow)
        }
    }

    @Test("a lesson moves while it is scheduled and not refunded, also when its hold has ended")
    func reschedule() {
        for payment in PaymentStatus.allCases {
            let refusal = BookingActions.refusal(of: .reschedule, booking: .scheduled, payment: payment)
            #expect(refusal == (payment == .refunded ? .alreadyRefunded : nil))
            let late = BookingActions.refusal(of: .reschedule, booking: .completed, payment: payment)
            #expect(late == .bookingCompleted)
        }
    }

    @Test("what was captured may go back however the lesson ended, and nothing else can")
    func refund() {
        for booking in BookingStatus.allCases {
            let refusal = { BookingActions.refusal(of: .refund, booking: booking, payment: $0) }
            #expect(refusal(.captured) == nil)
            #expect(refusal(.refunded) == .alreadyRefunded)
            for payment in [PaymentStatus.pending, .authorized, .failed, .released] {
                #expect(refusal(payment) == .nothingCaptured)
            }
        }
    }

    @Test("an open hold of a lesson to come is renewed, and one that is not open is placed")
    func holds() {
        for booking in BookingStatus.allCases {
            for payment in PaymentStatus.allCases {
                let renew = BookingActions.refusal(of: .renew, booking: booking, payment: payment)
                #expect((renew == nil) == (booking == .scheduled && payment == .authorized))
                let authorize = BookingActions.refusal(of: .authorize, booking: booking, payment: payment)
                let isWithout = [.pending, .failed, .released].contains(payment)
                #expect((authorize == nil) == (isWithout && [.scheduled, .completed].contains(booking)))
            }
        }
    }

    @Test("every refusal says what to do or why in a sentence")
    func texts() {
        #expect(Set(ActionRefusal.allCases.map(\.text)).count == ActionRefusal.allCases.count)
        #expect(ActionRefusal.allCases.allSatisfy { $0.text.hasSuffix(".") })
    }

    @Test("the printed table has a row for each action and booking status")
    func markdown() {
        let lines = BookingActions.markdown.split(separator: "\n")
        #expect(lines.count == 2 + BookingAction.allCases.count * BookingStatus.allCases.count)
        let first = """
            | capture | scheduled | nothing_held | allowed | already_captured | nothing_held | already_refunded \
            | hold_released |
            """
        #expect(lines[2] == first)
    }
}
