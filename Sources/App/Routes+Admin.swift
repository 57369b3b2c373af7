// On a request's way: the routes of the desk, where the shop's staff works with a browser.
internal import HTTPServer

extension Routes {
    static let admin: [Endpoint] =
        adminReading + [
            Endpoint(.get, "/admin/sign-in", .adminSignInPage, access: .shop) { $0.admin.signIn.page },
            Endpoint(.post, "/admin/sign-in", .adminSignIn, access: .shop) { $0.admin.signIn.start },
            Endpoint(.post, "/admin/sign-out", .adminSignOut) { $0.admin.signOut },
            Endpoint(.get, "/admin", .adminToday) { $0.admin.today },
            Endpoint(.get, "/admin/bookings", .adminBookings) { $0.admin.bookingList },
            Endpoint(.get, "/admin/payments", .adminPayments) { $0.admin.paymentList },
            Endpoint(.get, "/admin/payments/:id", .adminPayment) { $0.admin.payment },
            Endpoint(.get, "/admin/holds", .adminHolds) { $0.admin.holds },
            Endpoint(.get, "/admin/holds.ics", .adminHoldsFile) { $0.admin.holdsFile },
            Endpoint(.get, "/admin/bookings/:id/capture", .adminCapturePage) { $0.admin.captureConfirm },
            Endpoint(.post, "/admin/bookings/:id/capture", .adminCapture) { $0.admin.capture },
            Endpoint(.get, "/admin/bookings/:id/complete", .adminCompletePage) { $0.admin.completeConfirm },
            Endpoint(.post, "/admin/bookings/:id/complete", .adminComplete) { $0.admin.complete },
            Endpoint(.get, "/admin/bookings/:id/cancel", .adminCancelPage) { $0.admin.cancelConfirm },
            Endpoint(.post, "/admin/bookings/:id/cancel", .adminCancel) { $0.admin.cancel },
            Endpoint(.get, "/admin/bookings/:id/no-show", .adminNoShowPage) { $0.admin.noShowConfirm },
            Endpoint(.post, "/admin/bookings/:id/no-show", .adminNoShow) { $0.admin.noShow },
            Endpoint(.get, "/admin/bookings/:id/refund-package", .adminRefundPage) { $0.admin.refundConfirm },
            Endpoint(.post, "/admin/bookings/:id/refund-package", .adminRefund) { $0.admin.refund },
        ]
}

extension Endpoint {
    /// A page of the desk, whose handler is told who is signed in.
    init(
        _ method: Method, _ pattern: String, _ doc: RouteDoc,
        handler: @escaping @Sendable (Doors) -> AdminHandler
    ) {
        self.init(method, pattern, doc, access: .desk) { $0.admin.signedIn(handler($0)) }
    }
}
