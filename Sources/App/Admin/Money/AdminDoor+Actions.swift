// On a desk request's way: money is moved by the same use cases as the API's, after a page that says what will happen.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension AdminDoor {
    /// `GET /admin/bookings/:id/capture`: all that is held, or how much of it; then what exactly will be taken.
    @Sendable func captureConfirm(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let booking = try await booking(request, for: .capture)
        let query = try PartQuery(try FormReader(queryOf: request), booking.currency)
        return .page(.ok, ConfirmPage(booking: booking, key: newKey, frame: frame).capture(query.amount))
    }

    /// `POST /admin/bookings/:id/capture`
    @Sendable func capture(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try AdminPartForm(try FormReader(request))
        return try await act(request, frame, form.key) { id, asked in
            try await bookings.capture(id, .amount(form.amount), currency: nil, asked)
        }
    }

    /// `GET /admin/bookings/:id/complete`
    @Sendable func completeConfirm(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let booking = try await booking(request, for: .complete)
        return .page(.ok, ConfirmPage(booking: booking, key: newKey, frame: frame).complete)
    }

    /// `POST /admin/bookings/:id/complete`
    @Sendable func complete(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try AdminActionForm(try FormReader(request))
        return try await act(request, frame, form.key) { id, asked in
            try await bookings.complete(id, minutesTaught: nil, asked)
        }
    }

    /// `GET /admin/bookings/:id/cancel`: what it comes to, by whosever doing it is; promised until the policy's next
    /// limit.
    @Sendable func cancelConfirm(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let booking = try await booking(request, for: .cancel)
        var quotes: [CancelQuote] = []
        for party in BookingParty.allCases {
            quotes.append(try await bookings.quote(booking.id, by: party, for: .everyone))
        }
        return .page(.ok, ConfirmPage(booking: booking, key: newKey, frame: frame).cancel(quotes))
    }

    /// `POST /admin/bookings/:id/cancel`
    @Sendable func cancel(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try AdminCancelForm(try FormReader(request))
        return try await act(request, frame, form.key) { id, asked in
            try await bookings.cancel(id, by: form.party, quote: form.quote, asked)
        }
    }

    /// `GET /admin/bookings/:id/no-show`: what it comes to, whoever it was that did not come.
    @Sendable func noShowConfirm(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let (booking, terms) = try await bookings.noShowTerms(try request.recordID(of: "booking"))
        return .page(.ok, ConfirmPage(booking: booking, key: newKey, frame: frame).noShow(terms))
    }

    /// `POST /admin/bookings/:id/no-show`
    @Sendable func noShow(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try AdminNoShowForm(try FormReader(request))
        return try await act(request, frame, form.key) { id, asked in
            try await bookings.noShow(id, of: form.party, asked)
        }
    }

    /// `GET /admin/bookings/:id/refund-package`
    @Sendable func refundConfirm(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let answer = try await bookings.booking(try request.recordID(of: "booking"), for: .everyone)
        guard let package = answer.package else { throw BookingFailure.notFound("package") }
        return .page(
            .ok, ConfirmPage(booking: answer.booking, key: newKey, frame: frame).refund(package))
    }

    /// `POST /admin/bookings/:id/refund-package`
    @Sendable func refund(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try AdminActionForm(try FormReader(request))
        return try await act(request, frame, form.key) { id, asked in
            let answer = try await bookings.booking(id, for: .everyone)
            guard let package = answer.package else { throw BookingFailure.notFound("package") }
            return try await bookings.refundPackage(package.id, asked)
        }
    }

    // MARK: What they share

    /// The booking, if the action may be done to it as it stands.
    private func booking(_ request: Request, for action: BookingAction) async throws -> Booking {
        let id = try request.recordID(of: "booking")
        let booking = try await bookings.booking(id, for: .everyone).booking
        if let refusal = BookingActions.refusal(
            of: action, booking: booking.status, payment: booking.standing.status)
        {
            throw BookingFailure.refused(refusal)
        }
        return booking
    }

    /// Stands in a form: sent twice, it is done once.
    var newKey: String { RandomBytes.system.hex(byteCount: 16) }

    func act(
        _ request: Request, _ frame: AdminFrame, _ key: String,
        _ move: (Int64, CallerRequest) async throws -> KeptAnswer
    ) async throws -> Response {
        let id = try request.recordID(of: "booking")
        let answer = try await move(
            id,
            CallerRequest(identity(request, frame, key), viewer: .everyone) {
                BookingReply.changed.render($0, request)
            })
        let booking = try await bookings.booking(id, for: .everyone).booking
        return leading(
            to: booking.paymentID.map { "/admin/payments/\($0)" } ?? "/admin/bookings?q=\(id)", after: answer)
    }

    /// A form that is sent again is the same request, and another one under its key is refused.
    func identity(_ request: Request, _ frame: AdminFrame, _ key: String) -> RequestIdentity {
        let content = Array(request.head.path) + [UInt8(ascii: "\n")] + request.body
        return RequestIdentity(
            caller: frame.session.caller.name, key: key, requestHash: Hex.encode(Digest.sha256(content)))
    }

    /// What was refused is said, whichever door's words the answer is in.
    func leading(to path: String, after answer: KeptAnswer) -> Response {
        guard answer.status >= 400 else { return .seeOther(path) }
        let body = try? JSON(Array(answer.body.utf8))
        let reason = body?["detail"]?.string ?? body?["error"]?.string
        return AdminFrame.problem(Status(code: answer.status), reason ?? "Stripe refused.")
    }
}
