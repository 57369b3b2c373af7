// For the contract tests: all ways in which the stub is known to differ from Stripe's document, so that its limits are
// plain to see. A line too many fails the tests as a line too few does.

enum KnownDifferences {
    /// Objects that are asked for every property that the document knows, not only for those that it requires.
    static let whole: Set<String> = [
        "customer", "payment_method", "payment_method_card", "payment_intent", "charge",
        "payment_method_details_card", "charge_outcome", "refund", "setup_intent", "balance_transaction",
        "event", "webhook_endpoint", "transfer", "transfer_reversal", "application_fee", "fee_refund",
        "account_link", "account_requirements",
    ]

    static func all(_ version: String) -> Set<String> {
        Set(beyondTheDocument + differing[version, default: []])
            .union(onlyWhenAsked.map { "\($0) is missing" })
            .union(ofFeaturesNotHere.map { "\($0) is missing" })
            .union(onlyOfSome.map { "\($0) is missing" })
    }

    /// Stripe's real objects hold them as well, and always null.
    private static let beyondTheDocument = ["payment_intent.source is unknown", "charge.source is unknown"]

    /// What one version shows and the document of 2026-08-26.dahlia does not.
    private static let differing = [
        TestStripe.old: ["payment_intent.invoice is unknown", "charge.invoice is unknown"]
    ]

    /// Stripe leaves them out unless they are expanded.
    private static let onlyWhenAsked = [
        "charge.refunds", "customer.sources", "customer.subscriptions", "customer.tax", "customer.tax_ids",
        "customer.cash_balance", "customer.invoice_credit_balance",
    ]

    /// Neither Stripe's own example objects nor this stub have them.
    private static let ofFeaturesNotHere = [
        "customer.business_name", "customer.customer_account", "customer.individual_name",
        "payment_method.radar_options", "payment_intent.allowed_payment_method_types", "payment_intent.hooks",
        "payment_intent.payment_details", "payment_intent.presentment_details", "charge.presentment_details",
        "charge.radar_options", "refund.description", "refund.instructions_email",
        "refund.next_action", "refund.presentment_details", "setup_intent.allowed_payment_method_types",
        "setup_intent.attach_to_self", "setup_intent.managed_payments", "event.context",
    ]

    /// Shown only by objects that have something to say there.
    private static let onlyOfSome = [
        "payment_method_details_card.capture_before", "charge_outcome.risk_score", "charge_outcome.rule",
        "refund.failure_balance_transaction", "refund.failure_reason", "refund.pending_reason",
        "webhook_endpoint.secret", "charge.transfer", "event.account",
    ]

    /// By call, ids that the document can expand and the stub cannot.
    static let notExpanded = [
        "GET /v1/charges/{charge}": "outcome.rule",
        "GET /v1/disputes/{dispute}": """
        evidence.cancellation_policy evidence.customer_communication evidence.customer_signature \
        evidence.duplicate_charge_documentation evidence.receipt evidence.refund_policy \
        evidence.service_documentation evidence.shipping_documentation evidence.uncategorized_file
        """,
    ]

    /// By call, what the stub expands although the document shows no id there: a list, left out otherwise or not.
    static let expandedAsWell = [
        "GET /v1/charges/{charge}": "refunds", "GET /v1/transfers/{transfer}": "reversals",
        "GET /v1/application_fees/{id}": "refunds",
    ]

    static let callsNotServed: Set<String> = [
        "GET /v1/balance",
        "GET /v1/charges/search",
        "GET /v1/checkout/sessions",
        "POST /v1/checkout/sessions",
        "GET /v1/checkout/sessions/{session}",
        "POST /v1/checkout/sessions/{session}",
        "POST /v1/checkout/sessions/{session}/expire",
        "GET /v1/checkout/sessions/{session}/line_items",
        "GET /v1/customers/search",
        "GET /v1/customers/{customer}/payment_methods/{payment_method}",
        "GET /v1/mandates/{mandate}",
        "GET /v1/payment_intents/search",
        "POST /v1/payment_intents/{intent}/increment_authorization",
        "GET /v1/payouts",
        "GET /v1/payouts/{payout}",
        "GET /v1/prices",
        "POST /v1/prices",
        "GET /v1/prices/{price}",
        "POST /v1/prices/{price}",
        "GET /v1/products",
        "POST /v1/products",
        "DELETE /v1/products/{id}",
        "GET /v1/products/{id}",
        "POST /v1/products/{id}",
        "GET /v1/setup_attempts",
        "POST /v1/transfers",
        "POST /v1/transfers/{transfer}",
    ]
}
