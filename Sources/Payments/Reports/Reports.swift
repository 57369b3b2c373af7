// On a report's way: the service that its routes and its command call.
package import Basics
package import Reactor
package import StripeClient

/// What the account did in a window. Lists alone are read, each page within a deadline of its own, and nothing is kept.
package struct Reports: Sendable {
    private let stripe: StripeClient
    private let pacer: ReadPacer
    private let waiter: any Waiter
    private let random: RandomBytes
    private let pageSize: Int64

    /// - Parameter pageSize: 100 is the most that Stripe gives.
    package init(
        stripe: StripeClient, pacer: ReadPacer, waiter: any Waiter, random: RandomBytes = .system,
        pageSize: Int64 = 100
    ) {
        self.stripe = stripe
        self.pacer = pacer
        self.waiter = waiter
        self.random = random
        self.pageSize = pageSize
    }

    package func lessonTotal(
        _ window: ReportWindow, progress: @escaping @Sendable (ReportProgress) -> Void = { _ in }
    ) async throws(ReportFailure) -> LessonTotal {
        do throws(StripeFailure) {
            return try await sum(
                window, LessonTotal(), at: .balanceTransactions, LessonTotal.expand, progress)
        } catch {
            throw ReportFailure(error)
        }
    }

    /// The newest first.
    package func failedPayments(
        _ window: ReportWindow, progress: @escaping @Sendable (ReportProgress) -> Void = { _ in }
    ) async throws(ReportFailure) -> [FailedPayment] {
        do throws(StripeFailure) {
            let attempts = try await sum(
                window, LastAttempts(), at: .paymentIntents, LastAttempts.expand, progress)
            let cards = try await reader(progress).run(
                CardsOnFile(of: attempts.failures), at: .paymentMethods, phase: .cards
            ) { [stripe] attempt async throws(StripeFailure) in
                try await CardsOnFile.read(attempt, from: stripe)
            }
            return cards.found.sorted { ($0.created, $0.customer.text) > ($1.created, $1.customer.text) }
        } catch {
            throw ReportFailure(error)
        }
    }

    func sum<Sum: WindowSum>(
        _ window: ReportWindow, _ sum: Sum, at endpoint: StripeEndpoint, _ expand: [String],
        _ progress: @escaping @Sendable (ReportProgress) -> Void
    ) async throws(StripeFailure) -> Sum {
        let work = try await reader(progress).run(
            WindowWork(window, into: sum, pageSize: pageSize), at: endpoint, phase: .payments
        ) { [stripe, pageSize] read async throws(StripeFailure) in
            try await WindowWork<Sum>.read(
                read, from: stripe, at: endpoint, expand: expand, pageSize: pageSize)
        }
        return work.sum
    }

    private func reader(_ progress: @escaping @Sendable (ReportProgress) -> Void) -> PacedReader {
        PacedReader(pacer: pacer, waiter: waiter, random: random, progress: progress)
    }
}

extension Reports {
    /// The service for requests of the link's loop.
    package init(_ link: StripeLink, on loop: EventLoop, pacer: ReadPacer) {
        self.init(stripe: link.client, pacer: pacer, waiter: loop)
    }
}
