// On a request's way: bookings. Each route makes a form, one call of the service, and a body.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments
internal import Tokens

struct BookingDoor: Sendable {
    let bookings: Bookings
    private let links: BookingLinks
    private let viewers: BookingViewers
    private let problems: BookingProblems
    private let clock: WallClock

    init(
        _ bookings: Bookings, links: BookingLinks, viewers: BookingViewers, clock: WallClock, log: Log
    ) {
        self.bookings = bookings
        self.links = links
        self.viewers = viewers
        problems = BookingProblems(log: log)
        self.clock = clock
    }

    /// `POST /bookings`: a lesson, whose price is held now or when it nears; or one of a package.
    @Sendable func create(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let form = try BookLessonForm(
                try FormReader(request), for: viewer, now: clock.nowSeconds)
            return try await bookings.book(form.lesson, try asking(request, caller, viewer, .booked))
                .response
        }
    }

    static let oneSchema = JSONSchema.named(
        "BookingDetails",
        .object(
            JSONSchema.answerMembers + [
                "status_url": .string.saying("The student's page of it."),
                "rating": .rating.orNull.optional.saying("For those who taught it."),
            ]))

    /// `GET /bookings/:id`: with the link to its page; and what the student thought of it, for those who taught it.
    @Sendable func one(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let id = try request.recordID(of: "booking")
            let answer = try await bookings.booking(id, for: viewer)
            let mayReadRating = caller.role == .staff || caller.role == .instructor
            let rating = mayReadRating ? try await bookings.rating(of: id) : nil
            return .api(
                .ok,
                .object { writer in
                    writer.members(answer)
                    writer.member("status_url", links.status(of: id))
                    if mayReadRating { writer.member("rating", rating) }
                })
        }
    }

    /// `GET /bookings`: the newest first, by pages.
    @Sendable func list(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let query = try BookingQuery(try FormReader(queryOf: request))
            let found = try await bookings.bookings(
                query.filter, after: query.page.cursor, limit: query.page.limit, for: viewer)
            return query.page(found)
        }
    }

    /// `GET /bookings/:id/events`: what happened to it, in order.
    @Sendable func events(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let (booking, events) = try await bookings.events(
                of: try request.recordID(of: "booking"), for: viewer)
            return HistoryBodies.events(events, booking)
        }
    }

    /// `GET /payments/:id/explain`: every step of it, with its cause.
    @Sendable func explain(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            HistoryBodies.explained(
                try await bookings.explain(payment: try request.recordID(of: "payment"), for: viewer))
        }
    }

    /// `POST /bookings/:id/quotes`: what a cancel would come to now, and a promise of just that.
    @Sendable func quote(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let id = try request.recordID(of: "booking")
            let form = try QuoteForm(try FormReader(request), by: viewer)
            return QuoteBody(try await bookings.quote(id, by: form.party, for: viewer)).response
        }
    }
}

// MARK: What the routes share

extension BookingDoor {
    func answering(
        _ request: Request, _ caller: Caller, _ answer: (BookingViewer) async throws -> Response
    ) async -> Response {
        do {
            return try await answer(try await viewers.viewer(caller))
        } catch {
            return problems.answer(error, request)
        }
    }

    /// The time that forms are checked against.
    var nowSeconds: Int64 { clock.nowSeconds }

    func asking(
        _ request: Request, _ caller: Caller, _ viewer: BookingViewer, _ reply: BookingReply
    ) throws(FormFailure) -> CallerRequest {
        CallerRequest(try RequestIdentity(request, caller), viewer: viewer) { reply.render($0, request) }
    }
}
