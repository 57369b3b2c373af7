// On an answer's way: rows for a spreadsheet (RFC 4180).

/// Names and descriptions are other people's: one that a spreadsheet would take for a formula gets an apostrophe in
/// front, which makes it text.
struct CSV: Sendable, Equatable {
    private(set) var text = ""

    init(_ header: [String]) {
        add(header)
    }

    mutating func add(_ cells: [String?]) {
        text += Self.line(cells)
    }

    /// For a file that is written piece by piece.
    static func line(_ cells: [String?]) -> String {
        cells.map { cell($0 ?? "") }.joined(separator: ",") + "\r\n"
    }

    private static func cell(_ value: String) -> String {
        let isFormula =
            !isNumber(value.utf8) && value.utf8.first.map { Array("=+-@\t\r".utf8).contains($0) } ?? false
        let plain = isFormula ? "'" + value : value
        guard plain.utf8.contains(where: { Array("\",\r\n".utf8).contains($0) }) else { return plain }
        return "\"" + plain.replacing("\"", with: "\"\"") + "\""
    }

    /// Digits, perhaps with a sign before and a point between them: `-12.50` is no formula.
    private static func isNumber(_ text: String.UTF8View) -> Bool {
        let digits = text.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.count - digits.count < 2 && parts.count < 3
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            }
    }
}
