// On a request's way: the routes of the marketplace. Each path is answered without its closing slash too.
internal import HTTPServer
internal import Tokens

extension Routes {
    static let marketplace: [Endpoint] = paying + refunding + offering

    private static let paying: [Endpoint] = [
        Endpoint(
            .post, "/api/payments/add-payment-method/", .addPaymentMethod, access: .buying, limit: .cards
        ) { $0.market.addCard },
        Endpoint(
            .get, "/api/payments/payment-methods/", .listPaymentMethods, access: .buying, limit: .requests
        ) { $0.market.cards },
        Endpoint(
            .delete, "/api/payments/payment-methods/:id/", .removePaymentMethod, access: .buying,
            limit: .requests
        ) { $0.market.removeCard },
        Endpoint(
            .post, "/api/payments/process-payment/", .processPayment, access: .buying, limit: .cards
        ) { $0.market.pay },
        Endpoint(
            .post, "/stripe-payments/process-payment/", .processStripePayment, access: .buying, limit: .cards
        ) { $0.market.pay },
        Endpoint(.get, "/api/payments/payments/", .listGigPayments, access: .trading, limit: .requests) {
            $0.market.payments
        },
        Endpoint(.get, "/api/payments/payments/:id/", .readGigPayment, access: .trading, limit: .requests) {
            $0.market.payment
        },
    ]

    private static let refunding: [Endpoint] = [
        Endpoint(
            .post, "/api/payments/refund-requests/", .requestRefund, access: .refunding, limit: .requests
        ) { $0.market.requestRefund },
        Endpoint(
            .get, "/api/payments/refund-requests/", .listRefundRequests, access: .refunding,
            limit: .requests
        ) { $0.market.refundRequests },
        Endpoint(
            .get, "/api/payments/refund-requests/:id/", .readRefundRequest, access: .refunding,
            limit: .requests
        ) { $0.market.refundRequest },
        Endpoint(
            .post, "/api/payments/refund-requests/:id/process/", .decideRefund, access: .bearer(.staff),
            limit: .requests
        ) { $0.market.decideRefund },
        Endpoint(.get, "/api/payments/dashboard/", .gigDashboard, access: .bearer(.staff), limit: .requests) {
            $0.market.dashboard
        },
        Endpoint(.post, "/api/payments/webhooks/stripe/", .marketWebhook, access: .signed) {
            $0.webhooks.receive
        },
    ]

    private static let offering: [Endpoint] = [
        Endpoint(.post, "/api/gigs/", .addGig, access: .offering, limit: .requests) { $0.market.addGig },
        Endpoint(.get, "/api/gigs/", .listGigs, access: .trading, limit: .requests) { $0.market.gigs },
        Endpoint(.get, "/api/gigs/:id/", .readGig, access: .trading, limit: .requests) { $0.market.gig },
        Endpoint(.post, "/api/gigs/:id/activate/", .activateGig, access: .offering, limit: .requests) {
            $0.market.activate
        },
        Endpoint(.post, "/api/gigs/:id/deactivate/", .deactivateGig, access: .offering, limit: .requests) {
            $0.market.deactivate
        },
        Endpoint(
            .post, "/api/teachers/:id/stripe-account/", .onboardTeacher, access: .offering, limit: .requests
        ) { $0.market.onboard },
        Endpoint(.post, "/api/bookings/:id/confirm/", .confirmGig, access: .offering, limit: .requests) {
            $0.market.confirm
        },
        Endpoint(.post, "/api/bookings/:id/decline/", .declineGig, access: .offering, limit: .requests) {
            $0.market.decline
        },
        Endpoint(.post, "/api/bookings/:id/start/", .startGig, access: .offering, limit: .requests) {
            $0.market.start
        },
    ]
}

extension CallerRule {
    /// Who pays with cards of their own.
    fileprivate static let buying = bearer(.student, isSubjectBound: true)
    /// Who asks for a refund: who has paid, and the house.
    fileprivate static let refunding = bearer(.staff, .student, isSubjectBound: true)
    fileprivate static let offering = bearer(.staff, .instructor, isSubjectBound: true)
    /// Whoever has to do with gigs; of payments each sees their own.
    fileprivate static let trading = bearer(.staff, .service, .instructor, .student, isSubjectBound: true)
}
