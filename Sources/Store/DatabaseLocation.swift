// Before the first request: where the database is.
package import Basics
internal import CPostgres

package enum DatabaseLocation: Sendable {
    /// SQLite that nobody else sees, and that nothing is left of.
    case memory
    /// SQLite, in this folder.
    case folder(String)
    /// PostgreSQL: the whole address, since it holds the password, and what of it may be shown.
    case server(Secret, shown: String)

    /// - Parameter url: `postgres://user:password@host:port/name` or `postgresql://...`.
    /// - Throws: `malformed`; the text holds nothing of the address.
    package init(url: Secret) throws(StoreFailure) {
        let text = url.reveal()
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://"),
            let options = Self.options(text)
        else {
            throw .malformed(
                "the database's address is to look like postgres://user:password@host:5432/name, with special "
                    + "characters in the password as %XX")
        }
        let host = options["host"] ?? options["hostaddr"] ?? "localhost"
        let port = options["port"].map { ":\($0)" } ?? ""
        let name = options["dbname"].map { "/\($0)" } ?? ""
        self = .server(url, shown: "postgres://\(host)\(port)\(name)")
    }

    /// As libpq reads it; nil when it cannot.
    private static func options(_ url: String) -> [String: String]? {
        guard let list = PQconninfoParse(url, nil) else { return nil }
        defer { PQconninfoFree(list) }
        var options: [String: String] = [:]
        var next = list
        while let keyword = next.pointee.keyword {
            if let value = next.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            next += 1
        }
        return options
    }
}

extension DatabaseLocation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .memory: "memory"
        case .folder(let path): path
        case .server(_, let shown): shown
        }
    }
}
