// On a booking's way out of its table: pages of a list, each found by one index however deep it lies.
package import PaymentRules

extension Transaction {
    /// The newest first, those behind the cursor. Within a window of time it is those first that begin last, because
    /// such a list is read by the lessons' times.
    package func bookings(
        _ filter: BookingFilter, after cursor: Int64?, limit: Int64
    ) async throws(StoreFailure) -> [Booking] {
        let page = BookingListPage(filter, after: cursor, limit: limit)
        var bookings: [Booking] = []
        for row in try await run(page.sql, page.values).rows { bookings.append(try row.booking()) }
        return bookings
    }
}

/// The statement of a page. What it takes must depend neither on how many bookings there are nor on how few of them
/// fit: so a page is a stretch of an index, and what else is asked for is looked at only within one person's lessons.
///
/// - A student has so few lessons that they are put in order.
/// - An instructor has a working life's. Their indexes end with the statuses, so that what does not fit is passed over
///   without a look at its row.
/// - Of a status there may be tens of thousands, and not one that has a certain other one too. So their indexes begin
///   with both: one that is not asked for is each of its values, of whose stretches the page is put together.
private struct BookingListPage {
    private(set) var sql = ""
    private(set) var values: [SQLValue]
    private let isWindow: Bool
    private static let limit = "$1"

    init(_ filter: BookingFilter, after cursor: Int64?, limit: Int64) {
        isWindow = filter.from != nil || filter.to != nil
        values = [.integer(limit)]
        let order = isWindow ? "starts_at DESC, id DESC" : "id DESC"
        if let student = filter.student {
            let own = "student_id = \(place(.integer(student)))"
            let rest = instructor(filter) + statuses(filter) + times(filter, after: cursor, .forward)
            sql = Self.list([own] + rest.map(Self.lookedAt), order)
        } else if filter.instructor != nil {
            let statuses = statuses(filter).map(Self.passedOver)
            sql = Self.list(instructor(filter) + statuses + times(filter, after: cursor, .forward), order)
        } else if filter.status != nil || filter.paymentStatus != nil {
            let times = times(filter, after: cursor, .negative)
            let keys = isWindow ? ["-starts_at AS latest", "-id AS newest"] : ["-id AS newest"]
            let first = isWindow ? "latest, newest" : "newest"
            let lists = standings(filter).map {
                Self.list($0 + times, first, columns: keys.joined(separator: ", "))
            }
            sql = Self.merged(lists, first, order)
        } else {
            sql = Self.list(times(filter, after: cursor, .forward), order)
        }
    }

    private static func list(_ conditions: [String], _ order: String, columns: String = "*") -> String {
        let place = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return "SELECT \(columns) FROM bookings\(place) ORDER BY \(order) LIMIT \(limit)"
    }

    /// Only the page's own rows are read whole, of the others no more than the index has.
    private static func merged(_ lists: [String], _ first: String, _ order: String) -> String {
        let all = lists.enumerated().map { "SELECT * FROM (\($1)) AS list\($0)" }
            .joined(separator: " UNION ALL ")
        return """
            SELECT * FROM bookings WHERE id IN \
            (SELECT -newest FROM (\(all)) AS lists ORDER BY \(first) LIMIT \(limit)) ORDER BY \(order)
            """
    }

    /// - Returns: the value's name in the statement.
    private mutating func place(_ value: SQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }
}

// MARK: Who, and how it stands

extension BookingListPage {
    private mutating func instructor(_ filter: BookingFilter) -> [String] {
        filter.instructor.map { ["instructor_id = \(place(.integer($0)))"] } ?? []
    }

    private mutating func statuses(_ filter: BookingFilter) -> [String] {
        [("status", filter.status?.rawValue), ("payment_status", filter.paymentStatus?.rawValue)]
            .compactMap { column, value in value.map { "\(column) = \(place(.text($0)))" } }
    }

    /// The condition, which leads no engine to an index: one without statistics takes a status, which tens of thousands
    /// have, for as telling as a student.
    private static func lookedAt(_ condition: String) -> String { "(\(condition)) IS TRUE" }

    /// The same, but PostgreSQL, which has statistics, sees through it and asks it of the index that it reads anyway.
    private static func passedOver(_ condition: String) -> String { "NOT (NOT (\(condition)))" }

    /// Each pair of statuses that fits.
    private mutating func standings(_ filter: BookingFilter) -> [[String]] {
        let status = filter.status.map { [place(.text($0.rawValue))] }
        let payment = filter.paymentStatus.map { [place(.text($0.rawValue))] }
        let statuses = status ?? BookingStatus.allCases.map { "'\($0.rawValue)'" }
        let payments = payment ?? PaymentStatus.allCases.map { "'\($0.rawValue)'" }
        return statuses.flatMap { status in
            payments.map { ["status = \(status)", "payment_status = \($0)"] }
        }
    }
}

// MARK: When

extension BookingListPage {
    /// How an index has times and ids.
    private enum Keys {
        case forward
        /// So does the statuses' alone. PostgreSQL takes two statuses for independent of each other, and would look
        /// for what hardly exists by reading the whole table in the order of its ids or times: no other index has
        /// this order.
        case negative

        var sign: String { self == .forward ? "" : "-" }
        var above: String { self == .forward ? ">" : "<" }
        var below: String { self == .forward ? "<" : ">" }
        func value(_ number: Int64) -> SQLValue { .integer(self == .forward ? number : -number) }
    }

    private mutating func times(_ filter: BookingFilter, after cursor: Int64?, _ keys: Keys) -> [String] {
        let (start, id) = (keys.sign + "starts_at", keys.sign + "id")
        var conditions: [String] = []
        if let from = filter.from { conditions.append("\(start) \(keys.above)= \(place(keys.value(from)))") }
        if let to = filter.to {
            let end = "\(start) \(keys.below) \(place(keys.value(to)))"
            // Behind a cursor the list begins there, and only a lesson that was moved meanwhile is past the end.
            conditions.append(cursor == nil ? end : Self.lookedAt(end))
        }
        guard let cursor else { return conditions }
        let last = place(keys.value(cursor))
        guard isWindow else { return conditions + ["\(id) \(keys.below) \(last)"] }
        let lastStart = "(SELECT \(start) FROM bookings WHERE id = \(place(.integer(cursor))))"
        // SQLite makes no bound of the second where the index has expressions.
        return conditions + [
            "\(start) \(keys.below)= \(lastStart)", "(\(start), \(id)) \(keys.below) (\(lastStart), \(last))",
        ]
    }
}
