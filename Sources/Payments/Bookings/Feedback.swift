// On the way of what a student says about a lesson.
internal import Basics
internal import Store

package struct LessonRating: Sendable, Equatable {
    /// 1 ... 5
    package let stars: Int64
    /// May be empty.
    package let comment: String

    package init(stars: Int64, comment: String) {
        self.stars = stars
        self.comment = comment
    }
}

extension Bookings {
    /// nil when there is none yet.
    package func rating(of booking: Int64) async throws(BookingFailure) -> LessonRating? {
        try await storing { [database] in
            try await database.read { tx in try await tx.rating(ofBooking: booking).map(LessonRating.init) }
        }
    }

    /// `POST /bookings/{id}/rating`: kept once.
    ///
    /// - Returns: what stands, which is the first word.
    package func rate(_ booking: Int64, _ rating: LessonRating) async throws(BookingFailure) -> LessonRating {
        let now = clock.nowSeconds
        return try await storing { [database] in
            try await database.transaction { tx in
                guard try await tx.booking(booking) != nil else { throw BookingFailure.notFound("booking") }
                _ = try await tx.rate(
                    booking: booking, stars: rating.stars, comment: rating.comment, now: now)
                return try await tx.rating(ofBooking: booking).map(LessonRating.init) ?? rating
            }
        }
    }
}

extension LessonRating {
    fileprivate init(_ kept: Rating) {
        self.init(stars: kept.stars, comment: kept.comment)
    }
}
