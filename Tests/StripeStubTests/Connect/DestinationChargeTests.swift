// A payment for a connected account: what is checked, what is shown, and where the money goes.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct DestinationChargeTests {
    @Test("of $10 with a fee of $1.23 the platform nets 64 cents, and the account has the rest")
    func example() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson(amount: 1000, fee: 123)
        #expect(paid["status"] == "succeeded", "\(paid.text)")
        #expect(try stripe.movements() == ["application_fee 123", "transfer -1000", "charge 1000"])
        #expect(stripe.stub.platformBalance == 64)
        #expect(stripe.teacherBalance == 877)
    }

    @Test("money moves at the capture and not before; a hold let go moves none")
    func holdAndCapture() throws {
        var stripe = TestStripe.withTeacher()
        let hold = try stripe.heldLesson()
        let before = try stripe.charge(of: hold)
        #expect(before.json["transfer"] == nil)
        #expect(before["application_fee"] == "null")
        #expect(before["application_fee_amount"] == "100")
        #expect(before["transfer_data.destination"] == TestStripe.teacher)
        #expect(try stripe.movements().isEmpty)
        let captured = try stripe.post(
            "/v1/payment_intents/\(hold.id)/capture",
            "expand[]=latest_charge.transfer.reversals&expand[]=latest_charge.application_fee"
                + "&expand[]=latest_charge.balance_transaction&expand[]=transfer_data.destination")
        #expect(captured["latest_charge.transfer.object"] == "transfer", "\(captured.text)")
        #expect(captured["latest_charge.transfer.amount"] == "1000")
        #expect(captured["latest_charge.transfer.destination"] == TestStripe.teacher)
        #expect(captured["latest_charge.transfer.source_transaction"] == captured["latest_charge.id"])
        #expect(captured["latest_charge.transfer.destination_payment"]?.hasPrefix("py_") == true)
        #expect(captured["latest_charge.transfer.reversals.data"] == "[]")
        #expect(captured["latest_charge.application_fee.amount"] == "100")
        #expect(captured["latest_charge.application_fee.account"] == TestStripe.teacher)
        #expect(
            captured["latest_charge.application_fee.originating_transaction"] == captured["latest_charge.id"])
        #expect(captured["latest_charge.balance_transaction.fee"] == "59")
        #expect(captured["transfer_data.destination.object"] == "account")
        let released = try stripe.heldLesson()
        _ = try stripe.post("/v1/payment_intents/\(released.id)/cancel")
        #expect(stripe.teacherBalance == 900)
        #expect(stripe.stub.platformBalance == 41)
    }

    @Test(
        "a part capture does not scale the fee; a fee at the capture replaces it; what is collected is capped",
        arguments: [
            ("", 400, 100, 300), ("&application_fee_amount=40", 400, 40, 360),
            ("&application_fee_amount=999", 400, 400, 0),
        ] as [(String, Int64, Int64, Int64)])
    func partCapture(more: String, transferred: Int64, fee: Int64, left: Int64) throws {
        var stripe = TestStripe.withTeacher()
        let hold = try stripe.heldLesson()
        let captured = try stripe.post(
            "/v1/payment_intents/\(hold.id)/capture",
            "amount_to_capture=400&expand[]=latest_charge.transfer&expand[]=latest_charge.application_fee\(more)"
        )
        #expect(captured["latest_charge.transfer.amount"] == "\(transferred)")
        #expect(captured["latest_charge.application_fee.amount"] == "\(fee)")
        let asked = more.split(separator: "=").last.map(String.init) ?? "100"
        #expect(captured["application_fee_amount"] == asked)
        #expect(captured["latest_charge.application_fee_amount"] == asked)
        #expect(stripe.teacherBalance == left)
    }

    @Test("without a fee the account has it all, and the platform pays Stripe")
    func noFee() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson(fee: nil)
        let charge = try stripe.charge(of: paid)
        #expect(charge["application_fee"] == "null")
        #expect(charge["transfer"]?.hasPrefix("tr_") == true)
        #expect(stripe.teacherBalance == 1000)
        #expect(stripe.stub.platformBalance == -59)
    }

    @Test(
        "a fee that cannot be is refused at create, at an update and at a capture",
        arguments: [
            ("0", "parameter_invalid_integer", "This value must be greater than or equal to 1."),
            ("-5", "parameter_invalid_integer", "This value must be greater than or equal to 1."),
            ("1000", nil, "The application_fee_amount must be less than the amount of the payment."),
            ("x", "parameter_invalid_integer", "Invalid integer: x"),
        ] as [(String, String?, String)])
    func badFees(fee: String, code: String?, message: String) throws {
        var stripe = TestStripe.withTeacher()
        let form = "amount=1000&currency=usd&\(TestStripe.toTeacher)"
        let open = try stripe.post("/v1/payment_intents", form)
        let held = try stripe.heldLesson()
        let asked = "application_fee_amount=\(fee)"
        for (path, form) in [
            ("/v1/payment_intents", "\(form)&\(asked)"), ("/v1/payment_intents/\(open.id)", asked),
            ("/v1/payment_intents/\(held.id)/capture", asked),
        ] {
            let reply = try stripe.post(path, form)
            #expect(reply.status == 400, "\(path)")
            #expect(reply["error.code"] == code)
            #expect(reply["error.param"] == "application_fee_amount")
            #expect(reply["error.message"] == message)
        }
        #expect(stripe.stub.books.amountCapturable == 1000)
        #expect(stripe.stub.books.intents.count == 2)
    }

    @Test("a fee needs a destination")
    func feeAlone() throws {
        var stripe = TestStripe.withTeacher()
        let reply = try stripe.post(
            "/v1/payment_intents", "amount=1000&currency=usd&application_fee_amount=100")
        #expect(reply.status == 400)
        #expect(reply["error.param"] == "application_fee_amount")
        let message =
            "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using "
            + "an OAuth key or Stripe-Account header) or destination payment (using `transfer_data[destination]`)."
        #expect(reply["error.message"] == message)
    }

    @Test("an update changes the fee, takes it away, and holds it against an amount that changed")
    func update() throws {
        var stripe = TestStripe.withTeacher()
        let open = try stripe.post(
            "/v1/payment_intents",
            "amount=1000&currency=usd&\(TestStripe.toTeacher)&application_fee_amount=100")
        let path = "/v1/payment_intents/\(open.id)"
        let more = try stripe.post(path, "application_fee_amount=200")
        #expect(more["application_fee_amount"] == "200")
        let less = try stripe.post(path, "amount=150")
        #expect(less["error.param"] == "application_fee_amount")
        let none = try stripe.post(path, "amount=150&application_fee_amount=")
        #expect(none["application_fee_amount"] == "null")
        let held = try stripe.heldLesson()
        let late = try stripe.post("/v1/payment_intents/\(held.id)", "application_fee_amount=5")
        #expect(late["error.code"] == "payment_intent_unexpected_state")
        #expect(late["error.param"] == "application_fee_amount")
    }

    @Test("an account that is not there, and a part to send on, are refused before anything is made")
    func unknown() throws {
        var stripe = TestStripe.withTeacher()
        let form = "amount=1000&currency=usd"
        let reply = try stripe.post("/v1/payment_intents", "\(form)&transfer_data[destination]=acct_x")
        #expect(reply.status == 400)
        #expect(reply["error.code"] == "resource_missing")
        #expect(reply["error.param"] == "transfer_data[destination]")
        #expect(reply["error.message"] == "No such destination: 'acct_x'")
        let behalf = try stripe.post("/v1/payment_intents", "\(form)&on_behalf_of=acct_x")
        #expect(behalf["error.code"] == "resource_missing")
        #expect(behalf["error.param"] == "on_behalf_of")
        let amount = try stripe.post(
            "/v1/payment_intents", "\(form)&\(TestStripe.toTeacher)&transfer_data[amount]=5")
        #expect(amount["error.code"] == "parameter_unknown")
        #expect(amount["error.param"] == "transfer_data[amount]")
        #expect(stripe.stub.books.intents.isEmpty)
    }

    @Test("an account that takes no transfers is refused at create, confirm and capture, and nothing moves")
    func inactive() throws {
        var stripe = TestStripe.withTeacher()
        let held = try stripe.heldLesson()
        let open = try stripe.post(
            "/v1/payment_intents",
            "amount=1000&currency=usd&payment_method=pm_card_visa&\(TestStripe.toTeacher)")
        stripe.stub.restrictAccount(TestStripe.teacher, now: stripe.now)
        for (path, form) in [
            ("", "amount=1000&currency=usd&\(TestStripe.toTeacher)"),
            ("/\(open.id)/confirm", "off_session=true"),
            ("/\(held.id)/capture", ""),
        ] {
            let reply = try stripe.post("/v1/payment_intents\(path)", form)
            #expect(reply.status == 400, "\(path)")
            #expect(reply["error.code"] == "insufficient_capabilities_for_transfer")
            #expect(reply["error.type"] == "invalid_request_error")
            let message =
                "Your destination account needs to have at least one of the following capabilities enabled: "
                + "transfers, crypto_transfers, legacy_payments"
            #expect(reply["error.message"] == message)
        }
        #expect(stripe.stub.books.chargeCount == 1)
        #expect(stripe.stub.books.amountCapturable == 1000)
        stripe.stub.restoreAccount(TestStripe.teacher, now: stripe.now)
        _ = try stripe.post("/v1/payment_intents/\(held.id)/capture")
        #expect(stripe.teacherBalance == 900)
    }

    @Test("in whose name a payment is made is shown, and expands")
    func onBehalf() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.hold(
            "capture_method=automatic&on_behalf_of=\(TestStripe.teacher)&expand[]=on_behalf_of")
        #expect(paid["on_behalf_of.id"] == TestStripe.teacher)
        let charge = try stripe.charge(of: paid)
        #expect(charge["on_behalf_of"] == TestStripe.teacher)
        #expect(charge["transfer_data"] == "null")
        #expect(stripe.teacherBalance == 0)
    }
}
