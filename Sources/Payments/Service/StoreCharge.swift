// On the way of another service's request: a payment that it tells of is written down, and held if it is not yet.
internal import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

extension ServicePayments {
    /// `PUT /payment`. What a front end had Stripe hold is checked with Stripe; a card is held here. The same token
    /// again is the same payment.
    ///
    /// One request to Stripe for what is held already, two for a card.
    package func put(
        _ charge: ServiceCharge, _ request: ServiceRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        try await storing { [self] in
            if let known = try await known(charge, request) { return known }
            do {
                switch charge.token {
                case .intent(let id): return try await adopt(id, charge, request)
                case .charge(let id): return try await adopt(intentOf(id), charge, request)
                case .method(let id):
                    try charge.amount.refuseTooLittle()
                    return try await hold(try await card(id), charge, request)
                case .card(let token):
                    try charge.amount.refuseTooLittle()
                    return try await hold(try await card(token), charge, request)
                }
            } catch  where error is TokenTaken || (error as? StoreFailure)?.isConstraint ?? false {
                // Somebody told of it, or of its intent, a moment ago.
                guard let known = try await known(charge, request) else { throw BookingFailure.keyInFlight }
                return known
            }
        }
    }

    private struct TokenTaken: Error {}

    /// One request to Stripe about what the token names.
    private func asked<Object>(
        _ ask: () async throws(StripeFailure) -> Object
    ) async throws(BookingFailure) -> Object {
        do throws(StripeFailure) {
            return try await ask()
        } catch {
            // What Stripe refuses of these is the token; what a bank does is its card.
            guard case .refused(let refusal) = error, !MovementRefusal(refusal).isDecline else {
                throw .stripe(LessonFailure(error))
            }
            throw .invalid(
                field: "stripeToken", code: refusal.code ?? refusal.type,
                refusal.message ?? "Stripe knows no such stripeToken.")
        }
    }

    /// The payment that goes by the token already, as it stands; a hold that somebody left half done is taken up.
    private func known(_ charge: ServiceCharge, _ request: ServiceRequest) async throws -> KeptAnswer? {
        let found = try await database.read { [self] tx -> (ServiceAnswer, Operation?)? in
            guard let service = try await tx.servicePayment(ofToken: charge.token.text) else { return nil }
            let open = try await tx.openOperation(ofPayment: service.paymentID)
            let result = open == nil ? try await holdResult(service.paymentID, in: tx) : .underWay
            return (try await view(service.paymentID, result, in: tx), open)
        }
        guard let (known, open) = found else { return nil }
        guard charge.isSame(as: known) else {
            throw BookingFailure.conflict(
                code: "token_in_use",
                "This stripeToken is payment \(known.service.name)'s, which was told with other data.")
        }
        guard let open, try await movements.takeOver(open.id) else { return request.render(known) }
        return try await movements.run(open.id) { [self] tx, result in
            request.render(try await view(known.payment.id, result, in: tx))
        }
    }

    /// Of a hold that was refused, the refusal again.
    private func holdResult(_ payment: Int64, in tx: any Transaction) async throws -> MovementResult {
        let holds = try await tx.operations(ofPayment: payment).filter { $0.verb == .authorize }
        guard let hold = holds.last else { return .done }
        return try await movements.result(of: hold.id, in: tx)
    }
}

// MARK: Held already

extension ServicePayments {
    private func intentOf(_ id: ChargeID) async throws -> PaymentIntentID {
        let charge = try await asked { [self] () async throws(StripeFailure) in
            try await stripe.retrieveCharge(id, deadline: stripe.deadline()).object
        }
        guard let intent = charge.intent else {
            throw BookingFailure.invalid(
                field: "stripeToken", code: "charge_without_intent",
                "This charge was made without a PaymentIntent, which alone can be collected here.")
        }
        return intent
    }

    private func adopt(
        _ id: PaymentIntentID, _ charge: ServiceCharge, _ request: ServiceRequest
    ) async throws -> KeptAnswer {
        let intent = try await asked { [self] () async throws(StripeFailure) in
            try await stripe.retrievePaymentIntent(
                id, expand: IntentTruth.expand(.service), deadline: stripe.deadline()
            ).object
        }
        let truth = IntentTruth(intent, releasesAreRefunds: stripe.releasesAreRefunds)
        try charge.check(intent, truth)
        let cause = "pre-authorized, told by \(request.caller)"
        return try await database.transaction { [self] tx in
            if try await tx.paymentID(ofIntent: id) != nil || intent.isOfAnotherDoor {
                // The same claim may have been written down since it was looked for: asked in this order, who sees its
                // intent sees its token.
                if try await tx.servicePayment(ofToken: charge.token.text) != nil { throw TokenTaken() }
                throw BookingFailure.conflict(
                    code: "intent_in_use", "This PaymentIntent is another payment's here.")
            }
            var payment = try await insert(charge, customer: intent.customer, card: nil, in: tx)
            let facts = payment.absorb(truth, now: clock.nowSeconds)
            try await tx.save(payment)
            let recorder = Recorder(
                tx: tx, booking: nil, operation: nil, cause: cause, random: random, now: clock.nowSeconds)
            try await recorder.record(facts, payment, truth)
            return request.render(try await view(payment.id, .done, in: tx))
        }
    }
}

// MARK: To be held

extension ServicePayments {
    private struct Card: Sendable {
        let id: PaymentMethodID
        /// nil for one that is not saved.
        let customer: CustomerID?

        init(_ method: PaymentMethod) {
            id = method.id
            customer = method.customerID
        }
    }

    private func card(_ id: PaymentMethodID) async throws -> Card {
        Card(
            try await asked { [self] () async throws(StripeFailure) in
                try await stripe.retrievePaymentMethod(id, deadline: stripe.deadline()).object
            })
    }

    /// A token is good for once: under a key made of it, asking again gives the same card.
    private func card(_ token: String) async throws -> Card {
        let key = "fermata-card-" + Hex.encode(Digest.sha256(Array(token.utf8))).prefix(32)
        return Card(
            try await asked { [self] () async throws(StripeFailure) in
                try await stripe.createPaymentMethod(
                    fromToken: token, idempotencyKey: key, deadline: stripe.deadline()
                ).object
            })
    }

    private func hold(
        _ card: Card, _ charge: ServiceCharge, _ request: ServiceRequest
    ) async throws -> KeptAnswer {
        try await requests.perform(
            request.identity,
            begin: { [self] tx in
                let payment = try await insert(charge, customer: card.customer, card: card.id, in: tx)
                let hold = try await movements.begin(
                    .authorize, payment, amount: payment.amount,
                    cause: "pre-authorization, asked for by \(request.caller)", in: tx)
                return Begun(subject: payment.id, operation: hold.id)
            }, answer: answer(to: request))
    }

    private func insert(
        _ charge: ServiceCharge, customer: CustomerID?, card: PaymentMethodID?, in tx: any Transaction
    ) async throws -> Payment {
        let payment = try await tx.insertPayment(
            studentID: nil, kind: .service, amount: charge.amount.minorUnits,
            currency: charge.amount.currency, customer: customer, card: card, now: clock.nowSeconds)
        let isNew = try await tx.insertIfNew(
            ServicePayment(
                paymentID: payment.id, name: "pay_" + random.hex(byteCount: 12), token: charge.token.text,
                email: charge.email, description: charge.description))
        guard isNew else { throw TokenTaken() }
        return payment
    }
}

// MARK: What is claimed

extension PaymentIntent {
    /// A booking's or a lesson's: its own routes move it.
    fileprivate var isOfAnotherDoor: Bool {
        metadata(MovementCall.mark) != nil || metadata(ScheduleLesson.mark.name) == ScheduleLesson.mark.value
    }
}

extension ServiceCharge {
    fileprivate func isSame(as known: ServiceAnswer) -> Bool {
        amount == Money(minorUnits: known.payment.amount, currency: known.payment.currency)
            && description == known.service.description && email == known.service.email
    }

    /// What Stripe does not bear out is no payment.
    fileprivate func check(_ intent: PaymentIntent, _ truth: IntentTruth) throws(BookingFailure) {
        guard intent.amount == amount.minorUnits, intent.currency == amount.currency.code else {
            throw .conflict(
                code: "claim_differs",
                "Stripe does not bear this out: what stands under this stripeToken has another amount or currency."
            )
        }
        switch truth.state {
        case .held(let held) where held == amount.minorUnits: return
        case .captured: return
        case .held:
            throw .conflict(code: "claim_differs", "Stripe holds another amount under this stripeToken.")
        case .unpaid, .canceled:
            throw .conflict(
                code: "not_authorized",
                "Stripe holds nothing under this stripeToken: its PaymentIntent is not authorized, or not any more."
            )
        }
    }
}
