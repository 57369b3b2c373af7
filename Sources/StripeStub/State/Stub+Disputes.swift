// Behind captures and /v1/disputes: how a dispute begins and ends.

extension Stub {
    /// A card that stands for a dispute is disputed as soon as its money was taken; a hold never is.
    mutating func disputeIfWanted(_ charge: Charge) -> Charge {
        guard let kind = charge.method.card.dispute else { return charge }
        var charge = charge
        var dispute = Dispute(
            id: ids.make("du_", 24), created: clock, amount: charge.amountCaptured,
            brand: charge.method.card.brand, charge: charge.id, currency: charge.currency, kind: kind,
            paymentIntent: charge.paymentIntent,
            status: kind == .inquiry ? .warningNeedsResponse : .needsResponse)
        charge.dispute = dispute.id
        charges.put(charge)
        if !dispute.isInquiry {
            dispute.balanceTransactions.append(book(dispute, isReversal: false, of: charge).id)
        }
        disputes.add(dispute, under: [charge.id, charge.paymentIntent])
        emit(.chargeDisputeCreated, .dispute(dispute))
        if !dispute.isInquiry { emit(.chargeDisputeFundsWithdrawn, .dispute(dispute)) }
        return charge
    }

    /// The evidence goes to the bank, which answers two texts at once (Stripe, testing, evidence) and thinks about
    /// any other for ever.
    mutating func submit(_ dispute: Dispute, before: Dispute) -> Dispute {
        var dispute = dispute
        dispute.submissionCount += 1
        dispute.status = dispute.isInquiry ? .warningUnderReview : .underReview
        disputes.put(dispute)
        emit(.chargeDisputeUpdated, .dispute(dispute), before: .dispute(before))
        if let charge = charges[dispute.charge] { emit(.chargeUpdated, .charge(charge)) }
        switch dispute.evidence.first(where: { $0.name == "uncategorized_text" })?.value {
        case "winning_evidence": return close(dispute, won: true)
        case "losing_evidence": return close(dispute, won: false)
        default: return dispute
        }
    }

    /// Won, the money comes back, but not the dispute's fee.
    mutating func close(_ dispute: Dispute, won: Bool) -> Dispute {
        var dispute = dispute
        if dispute.isInquiry {
            dispute.status = .warningClosed
        } else {
            dispute.status = won ? .won : .lost
        }
        if won, !dispute.isInquiry, let charge = charges[dispute.charge] {
            dispute.balanceTransactions.append(book(dispute, isReversal: true, of: charge).id)
            disputes.put(dispute)
            emit(.chargeDisputeFundsReinstated, .dispute(dispute))
        }
        disputes.put(dispute)
        emit(.chargeDisputeClosed, .dispute(dispute))
        return dispute
    }
}
