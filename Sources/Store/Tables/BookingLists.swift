// On a booking's way out of its table: pages of a list, each found by one index however deep it lies.
package import PaymentRules

extension Transaction {
    /// The newest first, those behind the cursor. Within a window of time it is those first that begin last, because
    /// such a list is read by the lessons' times.
    package func bookings(
        _ filter: BookingFilter, after cursor: Int64?, limit: Int64
    ) async throws(StoreFailure) -> [Booking] {
        let list = BookingList(filter, after: cursor)
        let rows = try await run(
            """
            SELECT * FROM bookings \(list.place) ORDER BY \(list.order) LIMIT $\(list.values.count + 1)
            """, list.values + [.integer(limit)])
        var bookings: [Booking] = []
        for row in rows.rows { bookings.append(try row.booking()) }
        return bookings
    }
}

/// The conditions of a list, of which one column leads: its index has the rows in the list's order, and the others are
/// only looked at. Written as `(column = $1) IS TRUE` they invite no index: an engine without statistics takes a
/// status, which tens of thousands have, for as telling as a student.
private struct BookingList {
    private var conditions: [String] = []
    private(set) var values: [SQLValue] = []
    let order: String

    var place: String { conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ") }

    init(_ filter: BookingFilter, after cursor: Int64?) {
        let isWindow = filter.from != nil || filter.to != nil
        order = isWindow ? "starts_at DESC, id DESC" : "id DESC"
        let leader = Self.leader(filter, isWindow)
        let equal: [(column: String, value: SQLValue?)] = [
            ("student_id", filter.student.map { .integer($0) }),
            ("instructor_id", filter.instructor.map { .integer($0) }),
            ("payment_status", filter.paymentStatus.map { .text($0.rawValue) }),
            ("status", filter.status.map { .text($0.rawValue) }),
        ]
        for (column, value) in equal {
            add("\(column) =", value, leads: column == leader)
        }
        // A student has so few that they are put in order; an instructor's index is by time as well.
        let isByTime = leader != "student_id"
        add("starts_at >=", filter.from.map { .integer($0) }, leads: isByTime)
        // Behind a cursor the list ends there.
        add("starts_at <", filter.to.map { .integer($0) }, leads: isByTime && cursor == nil)
        guard let cursor else { return }
        values.append(.integer(cursor))
        let last = "$\(values.count)"
        conditions.append(
            isWindow
                ? "(starts_at, id) < ((SELECT starts_at FROM bookings WHERE id = \(last)), \(last))"
                : "id < \(last)")
    }

    /// The column with the fewest rows to a value, as a rule; nil when none is asked for, or time itself leads.
    private static func leader(_ filter: BookingFilter, _ isWindow: Bool) -> String? {
        if filter.student != nil { return "student_id" }
        if filter.instructor != nil { return "instructor_id" }
        guard !isWindow else { return nil }
        // In the end nearly every payment is captured.
        let isRare = filter.paymentStatus != nil && filter.paymentStatus != .captured
        return isRare || filter.status == nil ? "payment_status" : "status"
    }

    private mutating func add(_ comparison: String, _ value: SQLValue?, leads: Bool) {
        guard let value else { return }
        values.append(value)
        let condition = "\(comparison) $\(values.count)"
        conditions.append(leads ? condition : "(\(condition)) IS TRUE")
    }
}
