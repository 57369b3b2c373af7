// On a marketplace request's way: what teachers offer.
internal import Basics
package import PaymentRules
internal import Store

/// A gig before it has an id.
package struct NewGig: Sendable, Equatable {
    package let instructor: Int64
    package let title: String
    package let description: String?
    /// In cents of a dollar.
    package let amount: Int64
    package let isActive: Bool
    /// nil for any number.
    package let seats: Int64?

    package init(
        instructor: Int64, title: String, description: String?, amount: Int64, isActive: Bool, seats: Int64?
    ) {
        self.instructor = instructor
        self.title = title
        self.description = description
        self.amount = amount
        self.isActive = isActive
        self.seats = seats
    }
}

extension Marketplace {
    private static let noGig = BookingFailure.notFound("gig")

    /// `POST /api/gigs/`. All gigs are priced in dollars.
    package func addGig(_ gig: NewGig) async throws(BookingFailure) -> Gig {
        try gig.check()
        return try await storing { [self] in
            try await database.transaction { tx in
                guard try await tx.instructor(gig.instructor) != nil else {
                    throw BookingFailure.invalid(
                        field: "instructor_id", code: "resource_missing", "There is no such instructor.")
                }
                return try await tx.insertGig(
                    instructorID: gig.instructor, title: gig.title, description: gig.description,
                    amount: gig.amount, currency: .usd, isActive: gig.isActive, seats: gig.seats,
                    now: clock.nowSeconds)
            }
        }
    }

    /// `POST /api/gigs/{id}/activate/` and `/deactivate/`. What is booked already stays booked.
    package func setActive(
        _ isActive: Bool, gig id: Int64, for viewer: BookingViewer
    ) async throws(BookingFailure) -> Gig {
        try await storing { [database] in
            try await database.transaction { tx in
                guard let known = try await tx.lockGig(id), viewer.owns(known) else { throw Self.noGig }
                guard known.isActive != isActive else { return known }
                try await tx.setActive(isActive, ofGig: id)
                guard let gig = try await tx.gig(id) else { throw Self.noGig }
                return gig
            }
        }
    }

    /// `GET /api/gigs/{id}/`, active or not.
    package func gig(_ id: Int64) async throws(BookingFailure) -> Gig {
        try await storing { [database] in
            guard let gig = try await database.read({ tx in try await tx.gig(id) }) else { throw Self.noGig }
            return gig
        }
    }

    /// `GET /api/gigs/`: the newest first, those behind the cursor.
    ///
    /// - Parameter instructor: all of this one's; nil for the active ones of all.
    package func gigs(
        of instructor: Int64?, after cursor: Int64?, limit: Int64
    ) async throws(BookingFailure) -> [Gig] {
        try await storing { [database] in
            try await database.read { tx in try await tx.gigs(of: instructor, after: cursor, limit: limit) }
        }
    }
}

extension NewGig {
    private static let titleCharacters = 1...200

    fileprivate func check() throws(BookingFailure) {
        guard Self.titleCharacters.contains(title.count) else {
            throw .invalid(field: "title", code: "parameter_invalid", "title has 1 to 200 characters.")
        }
        guard seats ?? 1 > 0 else {
            throw .invalid(
                field: "seats", code: "parameter_invalid",
                "A gig has at least one seat: leave seats out for any number.")
        }
        try Money(minorUnits: amount, currency: .usd).refuseTooLittle()
    }
}

extension BookingViewer {
    fileprivate func owns(_ gig: Gig) -> Bool {
        self == .everyone || self == .instructor(gig.instructorID)
    }
}
