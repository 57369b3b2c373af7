// On a desk request's way: refunds and holds of lessons, and the money of other services' payments.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

// MARK: Of bookings

extension AdminDoor {
    /// `GET /admin/bookings/:id/refund`: all that is left, or how much of it; then what exactly goes back.
    @Sendable func refundBookingConfirm(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let (record, booking) = try await record(request, for: .refund)
        let query = try PartQuery(try FormReader(queryOf: request), booking.currency)
        let page = ConfirmPage(booking: booking, key: newKey, frame: frame)
        return .page(.ok, page.refund(query.amount, of: record.explained))
    }

    /// `POST /admin/bookings/:id/refund`
    @Sendable func refundBooking(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try AdminRefundForm(try FormReader(request))
        return try await act(request, frame, form.key) { id, asked in
            try await bookings.refund(id, BookingRefund(amount: form.amount, reason: form.note), asked)
        }
    }

    /// `GET /admin/bookings/:id/renew`: until when the hold stands, and until when another would.
    @Sendable func renewConfirm(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let (record, booking) = try await record(request, for: .renew)
        let page = ConfirmPage(booking: booking, key: newKey, frame: frame)
        return .page(.ok, page.renew(record.explained, now: clock.nowSeconds))
    }

    /// `POST /admin/bookings/:id/renew`
    @Sendable func renew(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try AdminActionForm(try FormReader(request))
        return try await act(request, frame, form.key) { id, asked in
            try await bookings.renewHold(id, asked)
        }
    }

    /// `GET /admin/bookings/:id/authorize`
    @Sendable func authorizeConfirm(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let (record, booking) = try await record(request, for: .authorize)
        let page = ConfirmPage(booking: booking, key: newKey, frame: frame)
        return .page(.ok, page.authorize(record.explained.payment))
    }

    /// `POST /admin/bookings/:id/authorize`
    @Sendable func authorize(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try AdminActionForm(try FormReader(request))
        return try await act(request, frame, form.key) { id, asked in
            try await bookings.authorizeNow(id, asked)
        }
    }

    /// All that is known of the booking's payment, if the action may be done to it as it stands.
    private func record(
        _ request: Request, for action: BookingAction
    ) async throws -> (PaymentRecord, Booking) {
        let id = try request.recordID(of: "booking")
        let booking = try await bookings.booking(id, for: .everyone).booking
        guard let payment = booking.paymentID else { throw BookingFailure.refused(.paidWithPackage) }
        let record = try await bookings.record(ofPayment: payment)
        let refusal = BookingActions.refusal(
            of: action, booking, record.explained.payment, now: clock.nowSeconds)
        if let refusal { throw BookingFailure.refused(refusal) }
        if action == .refund, let refusal = record.refundRefusal { throw refusal }
        return (record, booking)
    }
}

// MARK: Of other services

extension AdminDoor {
    /// `GET /admin/payments/:id/cancel`
    @Sendable func cancelPaymentConfirm(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        .page(.ok, try await servicePage(request, frame, for: .cancel).cancel)
    }

    /// `POST /admin/payments/:id/cancel`
    @Sendable func cancelPayment(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try AdminActionForm(try FormReader(request))
        return try await act(onPayment: request, frame, form.key) { name, asked in
            try await payments.cancel(name, asked)
        }
    }

    /// `GET /admin/payments/:id/refund`
    @Sendable func refundPaymentConfirm(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let page = try await servicePage(request, frame, for: .refund)
        let query = try PartQuery(try FormReader(queryOf: request), page.payment.currency)
        return .page(.ok, page.refund(query.amount))
    }

    /// `POST /admin/payments/:id/refund`
    @Sendable func refundPayment(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try AdminPartForm(try FormReader(request))
        return try await act(onPayment: request, frame, form.key) { name, asked in
            try await payments.refund(name, amount: form.amount, asked)
        }
    }

    private func servicePage(
        _ request: Request, _ frame: AdminFrame, for action: ServiceAction
    ) async throws -> ServiceConfirmPage {
        let record = try await bookings.record(ofPayment: try request.recordID(of: "payment"))
        let payment = record.explained.payment
        guard let service = record.service else { throw BookingFailure.notFound("payment") }
        switch ServiceAction.table.verdict(on: action, in: payment.status) {
        case .allowed: break
        case .done:
            throw BookingFailure.conflict(code: "already_so", "It is so already: nothing is left to be done.")
        case .refused(let refusal): throw BookingFailure.conflict(code: refusal.rawValue, refusal.text)
        }
        if payment.status == .captured, let refusal = record.refundRefusal { throw refusal }
        return ServiceConfirmPage(payment: payment, service: service, key: newKey, frame: frame)
    }

    private func act(
        onPayment request: Request, _ frame: AdminFrame, _ key: String,
        _ move: (String, ServiceRequest) async throws -> KeptAnswer
    ) async throws -> Response {
        let id = try request.recordID(of: "payment")
        let name = try await payments.payment(id).service.name
        let answer = try await move(
            name,
            ServiceRequest(identity(request, frame, key)) { PaymentReply.changed.render($0, request) })
        return leading(to: "/admin/payments/\(id)", after: answer)
    }
}
