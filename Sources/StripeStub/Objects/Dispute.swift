// Behind /v1/disputes: a cardholder wants the money back, through the bank.

enum DisputeStatus: String, Sendable {
    case needsResponse = "needs_response"
    case underReview = "under_review"
    case won, lost
    case warningNeedsResponse = "warning_needs_response"
    case warningUnderReview = "warning_under_review"
    case warningClosed = "warning_closed"
}

struct Dispute: ShelfItem {
    /// What a dispute costs, also one that is won.
    static let fee: Int64 = 1500
    /// How long evidence is taken: our choice, banks differ.
    static let responseSeconds: Int64 = 7 * 86_400

    let id: String
    let created: Int64
    let amount: Int64
    let brand: TestCard.Brand
    let charge: String
    let currency: String
    let kind: TestCard.Dispute
    let paymentIntent: String
    var balanceTransactions: [String] = []
    var evidence: [StubJSON.Member] = []
    var metadata = Metadata()
    var status: DisputeStatus
    var submissionCount: Int64 = 0

    /// Only a question of the bank moves no money and leaves the charge refundable.
    var isInquiry: Bool { kind == .inquiry }
    var isOpen: Bool { status == .needsResponse || status == .warningNeedsResponse }
}

extension Dispute {
    /// The evidence that can be given as text.
    static let textEvidence = [
        "access_activity_log", "billing_address", "cancellation_policy_disclosure", "cancellation_rebuttal",
        "customer_email_address", "customer_name", "customer_purchase_ip", "duplicate_charge_explanation",
        "duplicate_charge_id", "product_description", "refund_policy_disclosure",
        "refund_refusal_explanation", "service_date", "shipping_address", "shipping_carrier", "shipping_date",
        "shipping_tracking_number", "uncategorized_text",
    ]
    /// The evidence that is an uploaded file, which this account cannot have.
    private static let fileEvidence = [
        "cancellation_policy", "customer_communication", "customer_signature",
        "duplicate_charge_documentation", "receipt", "refund_policy", "service_documentation",
        "shipping_documentation", "uncategorized_file",
    ]

    fileprivate var evidenceJSON: StubJSON {
        let names = (Self.textEvidence + Self.fileEvidence).sorted()
        return .object(
            [.init(name: "enhanced_evidence", value: [:])]
                + names.map { name in evidence.first { $0.name == name } ?? .init(name: name, value: nil) })
    }

    fileprivate func details(_ view: View) -> StubJSON {
        let due = created + Self.responseSeconds
        return [
            "due_by": .integer(due), "enhanced_eligibility": [:], "has_evidence": .bool(!evidence.isEmpty),
            "past_due": .bool(isOpen && view.now > due), "submission_count": .integer(submissionCount),
        ]
    }
}

extension Stub {
    func json(_ dispute: Dispute, _ view: View) -> StubJSON {
        let movements = dispute.balanceTransactions.compactMap { balanceTransactions[$0] }
        let brand = StubJSON.text(dispute.brand.rawValue)
        return [
            "id": .text(dispute.id),
            "object": "dispute",
            "amount": .integer(dispute.amount),
            "balance_transactions": .array(movements.map { json($0, view.inside(Expansion())) }),
            "charge": chargeReference(dispute.charge, as: "charge", view),
            "created": .integer(dispute.created),
            "currency": .text(dispute.currency),
            "enhanced_eligibility_types": [],
            "evidence": dispute.evidenceJSON,
            "evidence_details": dispute.details(view),
            "is_charge_refundable": .bool(dispute.isInquiry),
            "livemode": false,
            "metadata": dispute.metadata.json,
            "payment_intent": paymentIntentReference(dispute.paymentIntent, view),
            "payment_method_details": [
                "card": [
                    "brand": brand, "case_type": dispute.isInquiry ? "inquiry" : "chargeback",
                    "network": brand, "network_reason_code": .text(dispute.kind.networkReasonCode),
                ],
                "type": "card",
            ],
            "reason": .text(dispute.kind.reason),
            "status": .text(dispute.status.rawValue),
        ]
    }
}
