// On a report's way to Stripe: many reads side by side, each in its turn.
internal import Basics
internal import StripeClient

/// Reading that goes on as it learns: which reads come next depends on what the others brought.
protocol PacedWork: Sendable {
    associatedtype Read: Sendable
    associatedtype Answer: Sendable

    /// A turn to read would be of use now.
    var canRead: Bool { get }
    /// How much is done, from 0 to 1.
    var fraction: Double { get }
    /// nil when there is nothing to read just now.
    mutating func next() -> Read?
    mutating func receive(_ answer: Answer, of read: Read)
}

/// Does paced work, as children of the report's own task: they run on its loop and end with it.
struct PacedReader: Sendable {
    /// With pages of a megabyte, this bounds the memory; at twenty reads a second it is reached when an answer takes
    /// more than a second and a half.
    static let readsAtOnceMax = 32
    /// A report is worth some patience, and reading twice does no harm. The client's own retries come before these.
    static let repeatsMax = 4
    private static let backoff = Backoff(baseMilliseconds: 1000, capMilliseconds: 8000)

    let pacer: ReadPacer
    let waiter: any Waiter
    let random: RandomBytes
    let progress: @Sendable (ReportProgress) -> Void

    private enum Event<Work: PacedWork>: Sendable {
        case turn
        case answer(Work.Read, Result<Work.Answer, StripeFailure>, repeats: Int)
    }

    /// - Returns: the work when all of it is done.
    /// - Throws: the first read's failure that patience did not mend, once the reads under way have ended.
    func run<Work: PacedWork>(
        _ work: Work, at endpoint: StripeEndpoint, phase: ReportProgress.Phase,
        reading read: @escaping @Sendable (Work.Read) async throws(StripeFailure) -> Work.Answer
    ) async throws(StripeFailure) -> Work {
        let result = await withTaskGroup(of: Event<Work>.self) { group in
            var work = work
            var done = ReportProgress(phase: phase)
            var readsUnderWay = 0
            var turnIsComing = false
            while true {
                if !turnIsComing, readsUnderWay < Self.readsAtOnceMax, work.canRead {
                    turnIsComing = true
                    group.addTask {
                        await pacer.turn(at: endpoint, on: waiter)
                        return .turn
                    }
                }
                switch await group.next() {
                case nil:
                    return Result<Work, StripeFailure>.success(work)
                case .turn:
                    turnIsComing = false
                    guard let next = work.next() else { continue }
                    readsUnderWay += 1
                    group.addTask { await patiently(next, at: endpoint, read) }
                case .answer(let asked, let result, let repeats):
                    readsUnderWay -= 1
                    switch result {
                    case .success(let answer): work.receive(answer, of: asked)
                    case .failure(let failure):
                        group.cancelAll()
                        return .failure(failure)
                    }
                    done.count(repeats: repeats, fraction: work.fraction)
                    progress(done)
                }
            }
        }
        return try result.get()
    }

    private func patiently<Work: PacedWork>(
        _ next: Work.Read, at endpoint: StripeEndpoint,
        _ read: @Sendable (Work.Read) async throws(StripeFailure) -> Work.Answer
    ) async -> Event<Work> {
        var repeats = 0
        while true {
            do throws(StripeFailure) {
                return .answer(next, .success(try await read(next)), repeats: repeats)
            } catch {
                guard error.mayPass, repeats < Self.repeatsMax, !Task.isCancelled else {
                    return .answer(next, .failure(error), repeats: repeats)
                }
                repeats += 1
                let delay = Self.backoff.delayMilliseconds(retry: repeats, random: random.uint64())
                pacer.pause(at: endpoint, milliseconds: delay, on: waiter)
                await pacer.turn(at: endpoint, on: waiter)
            }
        }
    }
}

/// How far a report has come.
package struct ReportProgress: Sendable {
    package enum Phase: Sendable, Equatable {
        case payments, cards
    }

    package let phase: Phase
    package private(set) var reads = 0
    /// Reads that had to be made again, because Stripe was overloaded, or failed.
    package private(set) var repeats = 0
    /// Of the phase, from 0 to 1.
    package private(set) var fraction = 0.0

    init(phase: Phase) {
        self.phase = phase
    }

    mutating func count(repeats: Int, fraction: Double) {
        reads += 1
        self.repeats += repeats
        self.fraction = fraction
    }
}

extension StripeFailure {
    /// The same read may well succeed in a moment.
    fileprivate var mayPass: Bool {
        switch self {
        case .rateLimited, .unreachable, .broken, .timedOut, .inProgress: true
        case .refused, .idempotencyConflict, .keyRefused, .faultReplayed: false
        }
    }
}
