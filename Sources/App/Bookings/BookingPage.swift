// On the way of a list of bookings: which ones are asked for, and the way to those behind them.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

/// The query of `GET /bookings`.
struct BookingQuery {
    let filter: BookingFilter
    let limit: Int64
    /// The last booking that was seen.
    let cursor: Int64?

    init(_ fields: Fields) throws(FormFailure) {
        var filter = BookingFilter()
        filter.student = try fields.recordID("student_id")
        filter.instructor = try fields.recordID("instructor_id")
        filter.status = try fields.word("status", BookingStatus.self)
        filter.paymentStatus = try fields.word("payment_status", PaymentStatus.self)
        filter.from = try fields.time("from")
        filter.to = try fields.time("to")
        self.filter = filter
        limit = try fields.integer("limit", in: 1...Self.limitMax) ?? Self.limitUsual
        guard let text = try fields.optionalText("cursor", charactersMax: 100) else {
            cursor = nil
            return
        }
        guard let id = BookingCursor.read(text) else {
            throw .unfit("cursor", "must be next_cursor of the page before.")
        }
        cursor = id
    }

    private static let limitUsual: Int64 = 20
    private static let limitMax: Int64 = 100
}

/// A place in the list; callers give it back as they got it.
enum BookingCursor {
    private static let mark = "b1-"

    static func write(_ id: Int64) -> String { mark + String(id, radix: 36) }

    static func read(_ text: String) -> Int64? {
        guard text.hasPrefix(mark), let id = Int64(text.dropFirst(mark.count), radix: 36), id > 0,
            write(id) == text
        else { return nil }
        return id
    }
}

struct BookingPage {
    private let bookings: ArraySlice<Booking>
    private let query: BookingQuery
    /// nil on the last page.
    private let nextCursor: String?

    /// - Parameter found: one more than fits when there are more.
    init(_ found: [Booking], _ query: BookingQuery) {
        bookings = found.prefix(Int(query.limit))
        self.query = query
        nextCursor = found.count > bookings.count ? bookings.last.map { BookingCursor.write($0.id) } : nil
    }

    var response: Response {
        var response = Response.api(.ok, body)
        if let nextCursor, let link = FieldValue("<\(path(of: nextCursor))>; rel=\"next\"") {
            response.add("Link", link)
        }
        return response
    }

    private var body: [UInt8] {
        .object { writer in
            writer.name("bookings")
            writer.beginArray()
            for booking in bookings { writer.object(booking) }
            writer.endArray()
            writer.member("has_more", nextCursor != nil)
            writer.member("next_cursor", nextCursor)
        }
    }

    /// The same question, further on (RFC 8288).
    private func path(of cursor: String) -> String {
        let filter = query.filter
        let fields: [(String, String?)] = [
            ("student_id", filter.student.map { "\($0)" }),
            ("instructor_id", filter.instructor.map { "\($0)" }), ("status", filter.status?.rawValue),
            ("payment_status", filter.paymentStatus?.rawValue), ("from", filter.from.map { "\($0)" }),
            ("to", filter.to.map { "\($0)" }), ("limit", "\(query.limit)"), ("cursor", cursor),
        ]
        return "/bookings?"
            + fields.compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: "&")
    }
}
