// Proves what another service may do to a payment, for every combination there is.
import PaymentRules
import Testing

@Suite("Service actions", .timeLimit(.minutes(5)))
struct ServiceActionsTests {
    @Test("every combination of action and payment is in exactly one row")
    func complete() {
        for action in ServiceAction.allCases {
            for payment in PaymentStatus.allCases {
                let rows = ServiceAction.table.rows.filter {
                    $0.action == action && $0.statuses.contains(payment)
                }
                #expect(rows.count == 1, "\(action) \(payment)")
            }
        }
    }

    @Test("each says what it may do, what is so already, and why not")
    func verdicts() {
        let wanted: [ServiceAction: [PaymentStatus: ActionVerdict<ServiceRefusal>]] = [
            .complete: [
                .pending: .refused(.nothingHeld), .authorized: .allowed, .captured: .done,
                .failed: .refused(.nothingHeld), .refunded: .refused(.alreadyRefunded),
                .released: .refused(.holdReleased),
            ],
            .cancel: [
                .pending: .allowed, .authorized: .allowed, .captured: .allowed, .failed: .done,
                .refunded: .done, .released: .done,
            ],
            .refund: [
                .pending: .refused(.nothingCaptured), .authorized: .refused(.nothingCaptured),
                .captured: .allowed, .failed: .refused(.nothingCaptured), .refunded: .done,
                .released: .refused(.nothingCaptured),
            ],
        ]
        for action in ServiceAction.allCases {
            for payment in PaymentStatus.allCases {
                let verdict = ServiceAction.table.verdict(on: action, in: payment)
                #expect(verdict == wanted[action]?[payment], "\(action) \(payment)")
            }
        }
    }

    @Test("what was done may be asked for again: no action is refused in the state that it leads to")
    func again() {
        let ends: [(ServiceAction, PaymentStatus)] = [
            (.complete, .captured), (.cancel, .released), (.cancel, .refunded), (.refund, .refunded),
        ]
        for (action, end) in ends {
            #expect(ServiceAction.table.verdict(on: action, in: end) == .done, "\(action) \(end)")
        }
    }

    @Test("every refusal says what to do or why in a sentence")
    func texts() {
        #expect(Set(ServiceRefusal.allCases.map(\.text)).count == ServiceRefusal.allCases.count)
        #expect(ServiceRefusal.allCases.allSatisfy { $0.text.hasSuffix(".") })
    }

    @Test("the printed table has a row for each action")
    func markdown() {
        let lines = ServiceAction.table.markdown.split(separator: "\n")
        #expect(lines.count == 2 + ServiceAction.allCases.count)
        let first = """
            | complete | nothing_held | allowed | is so | nothing_held | already_refunded | hold_released |
            """
        #expect(lines[2] == first)
    }
}
