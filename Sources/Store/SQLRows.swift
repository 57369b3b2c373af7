// On the way from and to a database: values and rows. Whole numbers and texts are all there is: money is minor units,
// time is seconds since 1970, a yes is 1.

package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .text(value) }
}

extension SQLValue {
    package static func optional(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
    package static func optional(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
}

extension String {
    /// PostgreSQL keeps no NUL in a text, so neither engine does.
    func withoutNUL() throws(StoreFailure) -> String {
        if utf8.contains(0) { throw .malformed("a text holds a NUL character") }
        return self
    }
}

/// What a statement answered.
package struct SQLRows: Sendable {
    package let rows: [SQLRow]
    /// How many rows an INSERT, UPDATE or DELETE touched.
    package let changes: Int

    package var first: SQLRow? { rows.first }
}

/// The names of a statement's columns, shared by its rows.
final class SQLColumns: Sendable {
    let indexes: [String: Int]

    init(_ names: [String]) {
        indexes = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A row, read by the names of its columns.
package struct SQLRow: Sendable {
    let columns: SQLColumns
    let values: [SQLValue]

    /// nil where the column is NULL.
    ///
    /// - Throws: `malformed` when there is no such column, or it holds something else: the statement is wrong.
    package func integer(orNull name: String) throws(StoreFailure) -> Int64? {
        switch try value(name) {
        case .integer(let value): value
        case .null: nil
        case .text: throw .malformed("\(name) holds a text")
        }
    }

    package func text(orNull name: String) throws(StoreFailure) -> String? {
        switch try value(name) {
        case .text(let value): value
        case .null: nil
        case .integer: throw .malformed("\(name) holds a number")
        }
    }

    package func integer(_ name: String) throws(StoreFailure) -> Int64 {
        guard let value = try integer(orNull: name) else { throw .malformed("\(name) is NULL") }
        return value
    }

    package func text(_ name: String) throws(StoreFailure) -> String {
        guard let value = try text(orNull: name) else { throw .malformed("\(name) is NULL") }
        return value
    }

    private func value(_ name: String) throws(StoreFailure) -> SQLValue {
        guard let index = columns.indexes[name] else { throw .malformed("there is no column \(name)") }
        return values[index]
    }
}
