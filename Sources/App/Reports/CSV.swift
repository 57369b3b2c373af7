// On an answer's way: rows for a spreadsheet (RFC 4180).

/// Names and descriptions are other people's: one that a spreadsheet would take for a formula gets an apostrophe in
/// front, which makes it text.
struct CSV: Sendable, Equatable {
    private(set) var text = ""

    init(_ header: [String]) {
        add(header)
    }

    mutating func add(_ cells: [String?]) {
        text += cells.map { Self.cell($0 ?? "") }.joined(separator: ",") + "\r\n"
    }

    private static func cell(_ value: String) -> String {
        let isNumber = Int64(value) != nil
        let isFormula = !isNumber && value.utf8.first.map { Array("=+-@\t\r".utf8).contains($0) } ?? false
        let plain = isFormula ? "'" + value : value
        guard plain.utf8.contains(where: { Array("\",\r\n".utf8).contains($0) }) else { return plain }
        return "\"" + plain.replacing("\"", with: "\"\"") + "\""
    }
}
