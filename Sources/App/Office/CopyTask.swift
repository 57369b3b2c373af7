// Beside the routes: what a shell does with the database as a whole.
package import Basics
internal import Payments
package import Reactor

package struct CopyTask: Sendable {
    package enum What: Sendable {
        /// Copies the database, which a server may have, to a file that is not there yet.
        case backUp(to: String)
        /// Puts a copy in the database's place, which no server has.
        case restore(String)
        /// Copies all of SQLite, which no server has, into an empty PostgreSQL.
        case move(to: Secret)
    }

    private let what: What
    private let isJSON: Bool
    private let clock: WallClock

    package init(_ what: What, asJSON isJSON: Bool, clock: WallClock = .system) {
        self.what = what
        self.isJSON = isJSON
        self.clock = clock
    }

    /// Call it on the loop.
    ///
    /// - Returns: what is to be printed.
    package func run(
        _ settings: Settings, on loop: EventLoop, progress: @escaping WorkProgress
    ) async throws(OfficeTask.Failure) -> OfficeTask.Outcome {
        let place = settings.bookings.place
        do throws(CopyFailure) {
            switch what {
            case .backUp(let path):
                let figures = try DatabaseCopies.backUp(place, to: path, progress: progress)
                return printed(CopyBody(.backedUp(path), figures))
            case .restore(let path):
                let (figures, former) = try DatabaseCopies.restore(
                    path, to: place, clock: clock, progress: progress)
                return printed(CopyBody(.restored(path, former: former), figures))
            case .move(let address):
                let (figures, shown) = try await DatabaseCopies.move(
                    place, to: address, on: loop, clock: clock, progress: progress)
                return printed(CopyBody(.moved(to: shown), figures))
            }
        } catch {
            throw OfficeTask.Failure(description: error.description, isOfFile: error.isOfFile)
        }
    }

    private func printed(_ body: CopyBody) -> OfficeTask.Outcome {
        OfficeTask.Outcome(text: isJSON ? body.json : body.text)
    }
}
