// Proves which move of money makes a payment say what is owed.
import PaymentRules
import Testing

@Suite("Movements", .timeLimit(.minutes(5)))
struct MovementTests {
    @Test("a hold is captured for what is owed, at most for all of it, and released for nothing")
    func hold() {
        #expect(Movement(owed: 0, payment: .authorized, authorized: 9600) == .release)
        #expect(Movement(owed: 4800, payment: .authorized, authorized: 9600) == .capture(4800))
        #expect(Movement(owed: 9700, payment: .authorized, authorized: 9600) == .capture(9600))
        #expect(Movement(owed: -1, payment: .authorized, authorized: 9600) == .release)
    }

    @Test("of a captured payment goes back what is beyond the owed and not refunded before")
    func captured() {
        let movement = { (owed: Int64, refunded: Int64) in
            Movement(owed: owed, payment: .captured, authorized: 9600, captured: 9600, refunded: refunded)
        }
        #expect(movement(0, 0) == .refund(9600))
        #expect(movement(4800, 0) == .refund(4800))
        #expect(movement(4800, 1000) == .refund(3800))
        #expect(movement(4800, 4800) == .nothing)
        #expect(movement(9600, 0) == .nothing)
        #expect(movement(9600, 500) == .nothing)
        #expect(movement(-5, 0) == .refund(9600))
    }

    @Test(
        "where nothing is held or left, nothing moves",
        arguments: [.pending, .failed, .released, .refunded] as [PaymentStatus])
    func nothing(payment: PaymentStatus) {
        for owed in [0, 9600] as [Int64] {
            #expect(
                Movement(owed: owed, payment: payment, authorized: 9600, captured: 9600, refunded: 0)
                    == .nothing)
        }
    }
}
