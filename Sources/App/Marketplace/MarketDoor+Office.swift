// On a request's way: refunds that students ask for and the house decides on, and how the marketplace does.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension MarketDoor {
    /// `POST /api/payments/refund-requests/`
    @Sendable func requestRefund(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let form = try RefundRequestForm(try FormReader(jsonOf: request))
            let made = try await market.requestRefund(
                payment: form.payment, amount: form.amount, reason: form.reason, for: viewer)
            return .api(
                .created,
                .object { writer in
                    writer.succeeded("Refund request submitted successfully")
                    writer.name("refund_request")
                    writer.object(made)
                })
        }
    }

    /// `GET /api/payments/refund-requests/`: the newest first, by pages.
    @Sendable func refundRequests(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let query = try RefundRequestQuery(try FormReader(queryOf: request))
            return query.page(
                try await market.refundRequests(
                    RefundRequestFilter(status: query.status), after: query.page.cursor,
                    limit: query.page.limit + 1, for: viewer))
        }
    }

    /// `GET /api/payments/refund-requests/:id/`
    @Sendable func refundRequest(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let found = try await market.refundRequest(
                try request.recordID(of: "refund request"), for: viewer)
            var writer = JSONWriter()
            writer.object(found)
            return .api(.ok, writer.bytes)
        }
    }

    /// `POST /api/payments/refund-requests/:id/process/`: the house approves it, or rejects it.
    @Sendable func decideRefund(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { _ in
            let id = try request.recordID(of: "refund request")
            let form = try RefundDecisionForm(try FormReader(jsonOf: request))
            let decision = RefundDecision(
                approves: form.action == .approve, amount: form.amount, notes: form.notes, by: caller.name)
            return try await market.decide(decision, on: id, try RequestIdentity(request, caller)) {
                $0.kept
            }.marketResponse
        }
    }

    /// `GET /api/payments/dashboard/`
    @Sendable func dashboard(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { _ in
            let query = try DashboardQuery(try FormReader(queryOf: request), now: clock.nowSeconds)
            return DashboardBody.response(
                try await market.dashboard(from: query.from, to: query.to), query)
        }
    }
}
