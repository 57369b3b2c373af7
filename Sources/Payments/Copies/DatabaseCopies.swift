// Beside every request's way: the database copied to a file, put back from one, and moved to the other engine.
package import Basics
package import PaymentRules
package import Reactor
internal import Store

/// Why there is no copy, with the mend.
package struct CopyFailure: Error, CustomStringConvertible {
    package let description: String
    /// Whether the file that was named is at fault.
    package var isOfFile = false
}

package enum DatabaseCopies {
    /// Of a database that a server may have.
    package static func backUp(
        _ place: BackOfficeSettings.Place, to path: String, progress: WorkProgress
    ) throws(CopyFailure) -> [TableFigures] {
        let folder = try folder(
            of: place, orElse: { "pg_dump --format=custom --file=\(shellWord(path)) '\($0)'" })
        return try explained("No backup") { () throws(StoreFailure) in
            try SQLiteCopies.make(of: folder, at: path, progress: progress)
        }
    }

    /// Of a database that no server has.
    ///
    /// - Returns: also where the former database is; nil when there was none.
    package static func restore(
        _ path: String, to place: BackOfficeSettings.Place, clock: WallClock, progress: WorkProgress
    ) throws(CopyFailure) -> (figures: [TableFigures], former: String?) {
        let folder = try folder(
            of: place, orElse: { "pg_restore --clean --if-exists --dbname='\($0)' \(shellWord(path))" })
        let time = CivilTime.rfc3339(clock.nowSeconds).filter { $0 != "-" && $0 != ":" }
        return try explained("Nothing is restored") { () throws(StoreFailure) in
            try SQLiteCopies.restore(
                path, into: folder, Migrator(clock: clock), time: time, progress: progress)
        }
    }

    /// - Parameter command: what does it for PostgreSQL at that address, which holds no password.
    private static func folder(
        of place: BackOfficeSettings.Place, orElse command: (String) -> String
    ) throws(CopyFailure) -> String {
        switch place {
        case .memory: throw CopyFailure(description: "The sandbox keeps nothing.")
        case .folder(let path): return path
        case .server(let address):
            let shown = (try? DatabaseLocation(url: address).description) ?? "postgres://HOST/NAME"
            throw CopyFailure(
                description: """
                    DATABASE_URL is a PostgreSQL, which has its own program for that (with the user in PGUSER and the \
                    password in PGPASSWORD):
                      \(command(shown))
                    """)
        }
    }

    /// Quoted for a shell (POSIX.1-2024, 2.2.2).
    private static func shellWord(_ text: String) -> String {
        "'\(text.replacing("'", with: #"'\''"#))'"
    }

    static func explained<Value>(
        _ start: String, _ body: () throws(StoreFailure) -> Value
    ) throws(CopyFailure) -> Value {
        do throws(StoreFailure) {
            return try body()
        } catch {
            throw CopyFailure(start, error)
        }
    }
}

extension CopyFailure {
    init(_ start: String, _ failure: StoreFailure) {
        switch failure {
        case .malformed(let text): self.init(description: "\(start): \(text).", isOfFile: true)
        case .unavailable(let text), .outcomeUnknown(let text), .constraint(let text):
            self.init(description: "\(start): \(text).")
        }
    }
}

// MARK: The other engine

extension DatabaseCopies {
    /// From SQLite, which no server has, to an empty PostgreSQL: all or nothing.
    ///
    /// - Parameter address: `postgres://...`
    package static func move(
        _ place: BackOfficeSettings.Place, to address: Secret, on loop: EventLoop, clock: WallClock,
        progress: @escaping WorkProgress
    ) async throws(CopyFailure) -> (figures: [TableFigures], shown: String) {
        guard case .folder(let folder) = place else {
            throw CopyFailure(
                description: "Nothing is moved: DATABASE_URL is set, and what moves is SQLite, in DATA_DIR.")
        }
        do throws(StoreFailure) {
            let shown = try DatabaseLocation(url: address).description
            guard SQLiteCopies.isThere(folder) else { throw .unavailable("\(folder) has no database") }
            return (
                try await DatabaseMove.run(
                    from: folder, to: address, on: loop, clock: clock, progress: progress), shown
            )
        } catch {
            throw CopyFailure("Nothing is moved", error)
        }
    }
}
