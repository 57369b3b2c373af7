// On an answer's way: facts in sections, with two faces: text for who reads, JSON for programs.
internal import Basics
internal import Payments

struct FactSheet {
    enum Value {
        case text(String)
        /// What has lines of its own.
        case lines(String)
        case number(Int64)
        case money(Int64, Currency)
        /// In Unix seconds.
        case time(Int64)
        /// There is none.
        case none
        /// There may be one, and nobody here knows it.
        case unknown

        init(_ text: String?) { self = text.map { .text($0) } ?? .none }
        init(time: Int64?) { self = time.map { .time($0) } ?? .none }
        init(_ amount: Int64?, _ currency: Currency) {
            self = amount.map { .money($0, currency) } ?? .none
        }
    }

    struct Fact {
        /// `starts_at`
        let name: String
        let value: Value

        init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    struct Section {
        /// `ledger_lines`
        let name: String
        let records: [[Fact]]
        /// Whether there may be any number of records.
        let isList: Bool
    }

    let title: String
    private(set) var sections: [Section] = []
    /// What who reads might look for and nobody here knows, each a sentence.
    var notKnown: [String] = []

    init(_ title: String) { self.title = title }

    mutating func add(_ name: String, _ facts: [Fact]) {
        sections.append(Section(name: name, records: [facts], isList: false))
    }

    mutating func add(_ name: String, each records: [[Fact]]) {
        sections.append(Section(name: name, records: records, isList: true))
    }
}

// MARK: For who reads

extension FactSheet {
    /// Lines end with LF. What strangers wrote stays on its line.
    var text: String {
        var lines = [title, String(repeating: "=", count: title.count)]
        for section in sections {
            let heading = AdminText.words(section.name)
            lines += ["", heading.prefix(1).uppercased() + heading.dropFirst()]
            if section.records.isEmpty { lines.append("  none") }
            for (index, record) in section.records.enumerated() {
                if section.isList { lines.append("  \(index + 1).") }
                let indent = section.isList ? "     " : "  "
                lines += record.map { "\(indent)\(AdminText.words($0.name)): \($0.value.text)" }
            }
        }
        lines += ["", "Not known here"] + notKnown.map { "  - \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension FactSheet.Value {
    fileprivate var text: String {
        switch self {
        case .text(let text): text.replacing("\n", with: " ").inert
        case .lines(let text):
            text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { "\n       | \(String($0).inert)" }.joined()
        case .number(let number): "\(number)"
        case .money(let amount, let currency): AdminText.money(amount, currency)
        case .time(let seconds): CivilTime.rfc3339(seconds)
        case .none: "none"
        case .unknown: "not known"
        }
    }
}

// MARK: For programs

extension FactSheet {
    static func schema(_ title: String, sections: [String], lists: [String]) -> JSONSchema {
        .named(
            title,
            .object(
                JSONSchema.Properties(
                    [("title", .string)]
                        + sections.map { (name: $0, schema: JSONSchema.openObject([:]).optional) }
                        + lists.map { (name: $0, schema: .array(of: .openObject([:]))) }
                        + [("not_known", .array(of: .string))])))
    }

    var json: String {
        let members = sections.map { section -> JSONTree.Member in
            let records = section.records.map { record -> JSONTree in
                .object(record.map { JSONTree.Member(name: $0.name, value: $0.value.json) })
            }
            return JSONTree.Member(
                name: section.name, value: section.isList ? .array(records) : records.first ?? .null)
        }
        let tree: JSONTree = .object(
            [JSONTree.Member(name: "title", value: .string(title))] + members
                + [JSONTree.Member(name: "not_known", value: .array(notKnown.map { .string($0) }))])
        return tree.text
    }
}

extension FactSheet.Value {
    fileprivate var json: JSONTree {
        switch self {
        case .text(let text), .lines(let text): .string(text)
        case .number(let number): .integer(number)
        case .money(let amount, let currency):
            .number(Money(minorUnits: amount, currency: currency).decimalText)
        case .time(let seconds): .string(CivilTime.rfc3339(seconds))
        case .none, .unknown: .null
        }
    }
}
