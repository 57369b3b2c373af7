// Whether the objects are whole: every property that Stripe's own examples show, and the layout of its answers.
import Basics
import StripeStub
import Testing

/// The names are those of Stripe's published fixtures (github.com/stripe/openapi, MIT), which its OpenAPI document
/// hardly requires.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct ShapeTests {
    private static let customer =
        """
        id object address balance created currency default_source delinquent description discount email \
        invoice_prefix invoice_settings livemode metadata name next_invoice_sequence phone preferred_locales \
        shipping tax_exempt test_clock
        """
    private static let paymentMethod =
        """
        id object allow_redisplay billing_details card created customer customer_account livemode metadata type
        """
    private static let card =
        """
        brand checks country display_brand exp_month exp_year fingerprint funding generated_from last4 networks \
        regulated_status three_d_secure_usage wallet
        """
    private static let paymentIntent =
        """
        id object amount amount_capturable amount_details amount_received application application_fee_amount \
        automatic_payment_methods canceled_at cancellation_reason capture_method client_secret \
        confirmation_method created currency customer customer_account description \
        excluded_payment_method_types last_payment_error latest_charge livemode managed_payments metadata \
        next_action on_behalf_of payment_method payment_method_configuration_details payment_method_options \
        payment_method_types processing receipt_email review setup_future_usage shipping source \
        statement_descriptor statement_descriptor_suffix status transfer_data transfer_group
        """
    private static let charge =
        """
        id object amount amount_captured amount_refunded application application_fee application_fee_amount \
        balance_transaction billing_details calculated_statement_descriptor captured created currency customer \
        description disputed failure_balance_transaction failure_code failure_message fraud_details livemode \
        metadata on_behalf_of outcome paid payment_intent payment_method payment_method_details receipt_email \
        receipt_number receipt_url refunded review shipping source source_transfer statement_descriptor \
        statement_descriptor_suffix status transfer_data transfer_group
        """
    private static let chargeCard =
        """
        amount_authorized authorization_code brand capture_before checks country exp_month exp_year \
        extended_authorization fingerprint funding incremental_authorization installments last4 mandate \
        multicapture network network_token network_transaction_id overcapture regulated_status three_d_secure \
        transaction_link_id wallet
        """
    private static let refund =
        """
        id object amount balance_transaction charge created currency customer customer_account \
        destination_details metadata payment_intent payment_method reason receipt_number \
        source_transfer_reversal status transfer_reversal
        """

    private func names(_ text: String) -> Set<String> {
        Set(text.split(separator: " ").map(String.init))
    }

    private func names(of json: JSON?) -> Set<String> {
        Set(json?.members.map(\.name) ?? [])
    }

    @Test(
        "every object has exactly the properties of Stripe's own",
        arguments: [TestStripe.old, TestStripe.dahlia])
    func whole(version: String) throws {
        var stripe = TestStripe(version: version)
        let older: Set<String> = version == TestStripe.old ? ["invoice"] : []
        let hold = try stripe.hold(
            "capture_method=manual&expand[]=customer&expand[]=payment_method&expand[]=latest_charge")
        #expect(names(of: hold.json) == names(Self.paymentIntent).union(older))
        #expect(names(of: hold.json["customer"]) == names(Self.customer))
        #expect(names(of: hold.json["payment_method"]) == names(Self.paymentMethod))
        #expect(names(of: hold.json["payment_method"]?["card"]) == names(Self.card))
        let charge = hold.json["latest_charge"]
        #expect(names(of: charge) == names(Self.charge).union(older))
        #expect(names(of: charge?["payment_method_details"]?["card"]) == names(Self.chargeCard))
        _ = try stripe.post("/v1/payment_intents/\(hold.id)/capture")
        let refund = try stripe.post("/v1/refunds", "payment_intent=\(hold.id)")
        #expect(names(of: refund.json) == names(Self.refund))
    }

    @Test("the properties that hand-written stubs forget are there")
    func forgotten() throws {
        var stripe = TestStripe(version: TestStripe.dahlia)
        let automatic = try stripe.post("/v1/payment_intents", "amount=100&currency=usd")
        #expect(automatic["amount_details.tip"] == "{}")
        #expect(automatic["payment_method_configuration_details.id"]?.hasPrefix("pmc_") == true)
        #expect(automatic["automatic_payment_methods.enabled"] == "true")
        #expect(automatic["payment_method_options.card.request_three_d_secure"] == "automatic")
        let listed = try stripe.post(
            "/v1/payment_intents", "amount=100&currency=usd&payment_method_types[]=card")
        #expect(listed["payment_method_configuration_details"] == "null")
        #expect(listed["automatic_payment_methods"] == "null")
    }

    @Test(
        "an answer is laid out as Stripe's: two spaces a level, a member a line; an intent takes 1.4 to 3 kB")
    func layout() throws {
        var stripe = TestStripe()
        let intent = try stripe.hold()
        #expect(intent.text.hasPrefix("{\n  \"id\": \"pi_"))
        #expect(intent.text.contains("\n  \"amount_details\": {\n    \"tip\": {}\n  },\n"))
        #expect(intent.text.contains("\n  \"payment_method_types\": [\n    \"card\"\n  ],\n"))
        #expect(intent.text.hasSuffix("\n}\n"))
        #expect((1400...3000).contains(intent.response.body.count))
    }

    @Test("texts with quotes, controls and letters of any script come back as they were sent")
    func texts() throws {
        var stripe = TestStripe()
        let reply = try stripe.post("/v1/customers", "name=%22Caf%C3%A9%22+%5C+%0A%09%01+%F0%9F%8E%B8")
        #expect(reply["name"] == "\"Café\" \\ \n\t\u{01} 🎸")
        #expect(reply.text.contains(#"\"Café\" \\ \n\t\u0001 🎸"#))
    }
}
