// On a request's way: the routes that end a booking, move it, or take its money.
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension BookingDoor {
    /// `POST /bookings/:id/capture-payment`: all that is held, a part of it, or what the minutes taught come to.
    @Sendable func capture(_ request: Request, _ caller: Caller) async -> Response {
        await acting(request, caller, .captured) { id, asked in
            let form = try CaptureForm(try FormReader(request))
            return try await bookings.capture(id, form.part, currency: form.currency, asked)
        }
    }

    /// `POST /bookings/:id/refund`: some of what was captured goes back, or all.
    @Sendable func refund(_ request: Request, _ caller: Caller) async -> Response {
        await acting(request, caller) { id, asked in
            let form = try BookingRefundForm(try FormReader(request))
            return try await bookings.refund(id, form.refund, asked)
        }
    }

    /// `POST /bookings/:id/complete`: the lesson was taught.
    @Sendable func complete(_ request: Request, _ caller: Caller) async -> Response {
        await acting(request, caller) { id, asked in
            let form = try CompleteForm(try FormReader(request))
            return try await bookings.complete(id, minutesTaught: form.minutesTaught, asked)
        }
    }

    /// `POST /bookings/:id/cancel`: settled by the policy under which it was booked, or by a quote.
    @Sendable func cancel(_ request: Request, _ caller: Caller) async -> Response {
        await acting(request, caller) { id, asked in
            let form = try CancelForm(try FormReader(request), by: asked.viewer)
            return try await bookings.cancel(id, by: form.party, quote: form.quote, asked)
        }
    }

    /// `POST /bookings/:id/no-show`: somebody did not come.
    @Sendable func noShow(_ request: Request, _ caller: Caller) async -> Response {
        await acting(request, caller) { id, asked in
            let form = try NoShowForm(try FormReader(request))
            return try await bookings.noShow(id, of: form.party, asked)
        }
    }

    /// `POST /bookings/:id/reschedule`: another time.
    @Sendable func reschedule(_ request: Request, _ caller: Caller) async -> Response {
        await acting(request, caller) { id, asked in
            let form = try RescheduleForm(try FormReader(request), now: nowSeconds)
            return try await bookings.reschedule(
                id, startsAt: form.times.startsAt, endsAt: form.times.endsAt, asked)
        }
    }

    private func acting(
        _ request: Request, _ caller: Caller, _ reply: BookingReply = .changed,
        _ act: (Int64, CallerRequest) async throws -> KeptAnswer
    ) async -> Response {
        await answering(request, caller) { viewer in
            let id = try request.recordID(of: "booking")
            return try await act(id, try asking(request, caller, viewer, reply)).response
        }
    }
}
