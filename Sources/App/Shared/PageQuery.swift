// On the way of every list: how much of it is asked for, and from where on.
internal import Basics
internal import HTTPServer

/// The part of a list's query that all lists share.
struct PageQuery {
    let limit: Int64
    /// The last record that was seen.
    let cursor: Int64?

    struct Part: FormPart {
        let limit = FormField.integer("limit", "How many on a page.", in: 1...100, example: 20)
            .otherwise(20, 20)
        let cursor = FormField.text(
            "cursor", "next_cursor of the page before.", charactersMax: 100, example: "b1-2s"
        ).optional
    }

    init(_ form: FormReader<Part>) throws(FormFailure) {
        limit = try form.limit
        guard let text = try form.cursor else {
            cursor = nil
            return
        }
        guard let id = PageCursor.read(text) else {
            throw .unfit(form.fieldName(\.cursor), "must be next_cursor of the page before.")
        }
        cursor = id
    }
}

/// A place in a list; callers give it back as they got it.
enum PageCursor {
    private static let mark = "b1-"

    static func write(_ id: Int64) -> String { mark + String(id, radix: 36) }

    static func read(_ text: String) -> Int64? {
        guard text.hasPrefix(mark), let id = Int64(text.dropFirst(mark.count), radix: 36), id > 0,
            write(id) == text
        else { return nil }
        return id
    }
}

/// What a list answers: as many records as were asked for, and the way to those behind them.
struct ListPage<Record> {
    private let records: ArraySlice<Record>
    private let query: PageQuery
    /// nil on the last page.
    private let nextCursor: String?

    /// - Parameter found: one more than fits when there are more.
    init(_ found: [Record], _ query: PageQuery, id: (Record) -> Int64) {
        records = found.prefix(Int(query.limit))
        self.query = query
        nextCursor = found.count > records.count ? records.last.map { PageCursor.write(id($0)) } : nil
    }

    static func schema(_ title: String, _ name: String, of record: JSONSchema) -> JSONSchema {
        .named(
            title,
            .object(
                JSONSchema.Properties([(name, .array(of: record))]) + [
                    "has_more": .boolean,
                    "next_cursor": .string.orNull.saying(
                        "The query's cursor for the next page; null on the last."),
                ]))
    }

    /// - Parameters:
    ///   - path: of the list.
    ///   - filter: the fields of the query that choose, as they are written in one.
    func response(
        _ name: StaticString, path: String, filter: [(name: String, value: String?)],
        write: (inout JSONWriter, Record) -> Void
    ) -> Response {
        let body = [UInt8].object { writer in
            writer.name(name)
            writer.beginArray()
            for record in records { write(&writer, record) }
            writer.endArray()
            writer.member("has_more", nextCursor != nil)
            writer.member("next_cursor", nextCursor)
        }
        var response = Response.api(.ok, body)
        if let nextCursor, let link = link(path, filter, nextCursor) { response.add("Link", link) }
        return response
    }

    /// The same question, further on (RFC 8288).
    private func link(
        _ path: String, _ filter: [(name: String, value: String?)], _ cursor: String
    ) -> FieldValue? {
        let fields = filter + [("limit", "\(query.limit)"), ("cursor", cursor)]
        let text = fields.compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: "&")
        return FieldValue("<\(path)?\(text)>; rel=\"next\"")
    }
}
