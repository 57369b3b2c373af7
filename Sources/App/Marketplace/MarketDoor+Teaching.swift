// On a request's way: what teachers offer, how they answer a booking, and where their money goes.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension MarketDoor {
    /// `POST /api/gigs/`
    @Sendable func addGig(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let form = try GigForm(try FormReader(jsonOf: request), for: viewer)
            return Self.answer(.created, "Gig added successfully", try await market.addGig(form.gig))
        }
    }

    /// `GET /api/gigs/`: the newest first, by pages.
    @Sendable func gigs(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { _ in
            let query = try GigQuery(try FormReader(queryOf: request))
            return query.page(
                try await market.gigs(
                    of: query.instructor, after: query.page.cursor, limit: query.page.limit + 1))
        }
    }

    /// `GET /api/gigs/:id/`
    @Sendable func gig(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { _ in
            let gig = try await market.gig(try request.recordID(of: "gig"))
            var writer = JSONWriter()
            writer.object(gig)
            return .api(.ok, writer.bytes)
        }
    }

    /// `POST /api/gigs/:id/activate/`
    @Sendable func activate(_ request: Request, _ caller: Caller) async -> Response {
        await setActive(true, "Gig activated successfully", request, caller)
    }

    /// `POST /api/gigs/:id/deactivate/`
    @Sendable func deactivate(_ request: Request, _ caller: Caller) async -> Response {
        await setActive(false, "Gig deactivated successfully", request, caller)
    }

    private func setActive(
        _ isActive: Bool, _ message: String, _ request: Request, _ caller: Caller
    ) async -> Response {
        await answering(request, caller) { viewer in
            let gig = try await market.setActive(
                isActive, gig: try request.recordID(of: "gig"), for: viewer)
            return Self.answer(.ok, message, gig)
        }
    }

    private static func answer(_ status: Status, _ message: String, _ gig: Gig) -> Response {
        .api(
            status,
            .object { writer in
                writer.succeeded(message)
                writer.name("gig")
                writer.object(gig)
            })
    }

    /// `POST /api/bookings/:id/confirm/`
    @Sendable func confirm(_ request: Request, _ caller: Caller) async -> Response {
        await act(.confirm, request, caller)
    }

    /// `POST /api/bookings/:id/decline/`: all is given back.
    @Sendable func decline(_ request: Request, _ caller: Caller) async -> Response {
        await act(.decline, request, caller)
    }

    /// `POST /api/bookings/:id/start/`
    @Sendable func start(_ request: Request, _ caller: Caller) async -> Response {
        await act(.start, request, caller)
    }

    private func act(_ action: GigAction, _ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let id = try request.recordID(of: "booking")
            let asked = GigRequest(try RequestIdentity(request, caller), viewer: viewer) {
                MarketReply.answered(action).render($0)
            }
            return try await market.act(action, on: id, asked).marketResponse
        }
    }

    /// `POST /api/teachers/:id/stripe-account/`
    @Sendable func onboard(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let id = try request.recordID(of: "teacher")
            let form = try OnboardingForm(try FormReader(jsonOf: request))
            let home = "\(origin)/"
            let onboarding = try await market.onboard(
                teacher: id, for: viewer, returnURL: form.returnURL ?? home,
                refreshURL: form.refreshURL ?? form.returnURL ?? home)
            return .api(
                .ok,
                .object { writer in
                    writer.succeeded(
                        onboarding.url == nil
                            ? "The teacher can be paid" : "Stripe needs the teacher's details")
                    writer.member("stripe_account_id", onboarding.account.account.text)
                    writer.member("can_be_paid", onboarding.account.canBePaid)
                    writer.member("onboarding_url", onboarding.url)
                })
        }
    }
}
