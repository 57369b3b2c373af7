// On an answer's way: which ids the caller asked to have as objects.

/// What an answer is, and what of it can be expanded.
indirect enum AnswerShape: Sendable {
    case account, accountLink, applicationFee, balanceTransaction, charge, customer, dispute, event, feeRefund
    case paymentIntent, paymentMethod, refund, setupAttempt, setupIntent, transfer, transferReversal
    case webhookEndpoint
    case list(of: AnswerShape)
    /// Inside a customer: no reference itself, but holding one.
    case invoiceSettings
    /// What moved the balance: a charge, a refund, a dispute, or a share of a connected account.
    case balanceSource
    /// Inside an intent and a charge: no reference itself, but holding one.
    case transferData
    /// A reference that this account never fills (an application, a review), or that leads nowhere here: valid, and
    /// always null or an id.
    case alwaysNull

    /// What that property leads to, and whether a path may end there.
    func step(_ name: String) -> (shape: AnswerShape, canEnd: Bool)? {
        switch (self, name) {
        case (.list(let element), "data"): (element, false)
        case (.customer, "invoice_settings"): (.invoiceSettings, false)
        case (.invoiceSettings, "default_payment_method"): (.paymentMethod, true)
        case (.customer, "default_source"), (.customer, "test_clock"): (.alwaysNull, true)
        case (.paymentMethod, "customer"), (.paymentIntent, "customer"), (.charge, "customer"),
            (.refund, "customer"), (.setupIntent, "customer"), (.setupAttempt, "customer"):
            (.customer, true)
        case (.paymentIntent, "payment_method"), (.refund, "payment_method"),
            (.setupIntent, "payment_method"), (.setupAttempt, "payment_method"):
            (.paymentMethod, true)
        case (.setupIntent, "latest_attempt"): (.setupAttempt, true)
        case (.setupAttempt, "setup_intent"): (.setupIntent, true)
        case (.paymentIntent, "latest_charge"), (.refund, "charge"), (.dispute, "charge"): (.charge, true)
        case (.charge, "payment_intent"), (.refund, "payment_intent"), (.dispute, "payment_intent"):
            (.paymentIntent, true)
        case (.charge, "balance_transaction"), (.refund, "balance_transaction"),
            (.refund, "failure_balance_transaction"), (.transfer, "balance_transaction"),
            (.transferReversal, "balance_transaction"), (.applicationFee, "balance_transaction"),
            (.feeRefund, "balance_transaction"):
            (.balanceTransaction, true)
        case (.balanceTransaction, "source"): (.balanceSource, true)
        case (.balanceSource, _):
            Self.balanceSources.lazy.compactMap { $0.step(name) }.first
        case (.paymentIntent, "transfer_data"), (.charge, "transfer_data"): (.transferData, false)
        case (.transferData, "destination"), (.paymentIntent, "on_behalf_of"), (.charge, "on_behalf_of"),
            (.transfer, "destination"), (.applicationFee, "account"):
            (.account, true)
        case (.charge, "transfer"), (.transferReversal, "transfer"): (.transfer, true)
        case (.charge, "application_fee"), (.feeRefund, "fee"): (.applicationFee, true)
        case (.refund, "transfer_reversal"): (.transferReversal, true)
        case (.transferReversal, "source_refund"): (.refund, true)
        case (.transfer, "source_transaction"), (.applicationFee, "originating_transaction"): (.charge, true)
        case (.transfer, "reversals"): (.list(of: .transferReversal), true)
        case (.applicationFee, "refunds"): (.list(of: .feeRefund), true)
        case (.charge, "refunds"): (.list(of: .refund), true)
        case (.paymentIntent, "application"), (.paymentIntent, "review"), (.charge, "application"),
            (.charge, "review"), (.charge, "source_transfer"), (.charge, "failure_balance_transaction"),
            (.refund, "source_transfer_reversal"), (.transfer, "destination_payment"),
            (.transferReversal, "destination_payment_refund"), (.applicationFee, "application"),
            (.applicationFee, "charge"),
            (.setupIntent, "application"), (.setupIntent, "mandate"), (.setupAttempt, "application"),
            (.setupAttempt, "on_behalf_of"),
            (.setupIntent, "on_behalf_of"), (.setupIntent, "single_use_mandate"):
            (.alwaysNull, true)
        default: nil
        }
    }

    private static let balanceSources: [AnswerShape] = [
        .charge, .refund, .dispute, .transfer, .transferReversal, .applicationFee, .feeRefund,
    ]

    var isList: Bool {
        if case .list = self { true } else { false }
    }
}

/// The paths of `expand[]`, as a tree.
struct Expansion: Sendable {
    /// Stripe's limit on the parts of one path.
    static let levelsMax = 4

    private var inner: [(name: String, expansion: Expansion)] = []

    /// What to expand inside that property; nil when the property stays an id.
    subscript(_ name: String) -> Expansion? {
        inner.first { $0.name == name }?.expansion
    }

    /// Checks every path before anything is looked up, as Stripe does.
    static func parse(_ paths: [String], for shape: AnswerShape) throws(StubFailure) -> Expansion {
        var expansion = Expansion()
        for path in paths {
            let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= levelsMax else { throw .expansionTooDeep }
            guard isValid(parts, for: shape) else {
                let wouldDo = shape.isList && isValid(["data"] + parts, for: shape)
                throw .expansionUnknown(path, hint: shape.isList && (wouldDo || parts.count == 1))
            }
            expansion.add(parts[...])
        }
        return expansion
    }

    private static func isValid(_ parts: [String], for shape: AnswerShape) -> Bool {
        var shape = shape
        var canEnd = false
        for part in parts {
            guard let step = shape.step(part) else { return false }
            (shape, canEnd) = step
        }
        return canEnd
    }

    private mutating func add(_ parts: ArraySlice<String>) {
        guard let name = parts.first else { return }
        let place = inner.firstIndex { $0.name == name } ?? inner.count
        if place == inner.count { inner.append((name, Expansion())) }
        inner[place].expansion.add(parts.dropFirst())
    }
}

/// How an object is to be shown: in whose version, at what time, expanded how far.
struct View: Sendable {
    let version: APIVersion
    /// Unix seconds: some properties appear only after a while.
    let now: Int64
    var expansion = Expansion()

    /// What only older versions show of an intent or a charge.
    var gone: [StubJSON.Member] { version.namesInvoice ? [.init(name: "invoice", value: .null)] : [] }

    func inside(_ expansion: Expansion) -> View {
        View(version: version, now: now, expansion: expansion)
    }
}
