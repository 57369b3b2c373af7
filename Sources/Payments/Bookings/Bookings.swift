// On a booking request's way: the service that the routes call, one value a loop.
internal import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

/// Bookings and their payments. One call of a method is one request.
package struct Bookings: Sendable {
    let database: any Database
    let stripe: StripeClient
    let movements: Movements
    let clock: WallClock
    let random: RandomBytes
    /// In force for new bookings; an old one is settled by its own.
    let policy: KeptPolicy
    let timing: HoldTiming
    /// Signs quotes and the links in mails.
    let linkSecret: Secret
}

// MARK: One request, once

extension Bookings {
    /// Does what a request asks for, once a key.
    func perform(
        _ request: CallerRequest,
        begin: @escaping @Sendable (any Transaction) async throws -> Begun
    ) async throws(BookingFailure) -> KeptAnswer {
        try await storing { [self] in
            try await requests.perform(request.identity, begin: begin, answer: answer(to: request))
        }
    }

    /// The kept answer, if this very request was answered before.
    func answerKept(for request: CallerRequest) async throws(BookingFailure) -> KeptAnswer? {
        try await storing { [self] in
            try await requests.answerKept(for: request.identity, answer: answer(to: request))
        }
    }

    private var requests: KeyedRequests { KeyedRequests(movements: movements) }

    private func answer(to request: CallerRequest) -> KeyedRequests.Answer {
        { [self] tx, booking, result in request.render(try await view(booking, result, in: tx)) }
    }

    func view(
        _ id: Int64, _ result: MovementResult, in tx: any Transaction
    ) async throws -> BookingAnswer {
        guard let booking = try await tx.booking(id) else {
            throw StoreFailure.malformed("booking \(id) is gone")
        }
        var package: LessonPackage?
        if let packageID = booking.packageID { package = try await tx.package(packageID) }
        return BookingAnswer(
            booking: booking, instructor: try await tx.instructor(booking.instructorID), package: package,
            result: result)
    }
}
