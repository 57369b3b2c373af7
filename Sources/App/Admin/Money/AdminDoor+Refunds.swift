// On a desk request's way: what students ask back for gigs, and what staff decide.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension AdminDoor {
    /// `GET /admin/refund-requests`
    @Sendable func refundRequests(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let query = try AdminRefundsQuery(try FormReader(queryOf: request))
        let found = try await market.refundCases(
            query.status, after: query.page.cursor, limit: query.page.limit)
        return .page(.ok, RefundRequestsPage(query: query, found: found, frame: frame).html)
    }

    /// `GET /admin/refund-requests/:id`: what an approval comes to, for whom; all that is asked for, or a part.
    @Sendable func refundRequest(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let found = try await market.refundCase(try request.recordID(of: "refund request"))
        let query = try PartQuery(try FormReader(queryOf: request), found.named.payment.currency)
        return .page(.ok, RefundRequestPage(found: found, key: newKey, frame: frame).html(query.amount))
    }

    /// `POST /admin/refund-requests/:id/approve`
    @Sendable func approveRefund(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try AdminRefundForm(try FormReader(request))
        return try await decide(
            RefundDecision(
                approves: true, amount: form.amount, notes: form.note, by: frame.session.caller.name),
            request, frame, form.key)
    }

    /// `POST /admin/refund-requests/:id/reject`
    @Sendable func rejectRefund(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try AdminRejectForm(try FormReader(request))
        return try await decide(
            RefundDecision(approves: false, amount: nil, notes: form.note, by: frame.session.caller.name),
            request, frame, form.key)
    }

    private func decide(
        _ decision: RefundDecision, _ request: Request, _ frame: AdminFrame, _ key: String
    ) async throws -> Response {
        let id = try request.recordID(of: "refund request")
        let answer = try await market.decide(decision, on: id, identity(request, frame, key)) { $0.kept }
        return leading(to: RefundRequestPage.path(id), after: answer)
    }
}
