// At start: a policy from its JSON, with every mistake named.
internal import Basics

extension Policy {
    /// A year: a greater number is a slip.
    private static let hoursMax: Int64 = 8760
    /// More than any student would read.
    private static let windowsMax = 12
    /// An ordinary hold lasts a week, so an earlier one would always be renewed.
    private static let leadDaysMax: Int64 = 7
    /// Eight digits: the most that Stripe charges at once.
    private static let feeMax: Int64 = 99_999_999

    package init(json: [UInt8]) throws(PolicyFailure) {
        let text: JSON
        do { text = try JSON(json) } catch {
            throw PolicyFailure("", "The policy is not JSON: \(error.description).")
        }
        let root = try PolicyMember(
            text, at: "", names: ["name", "title", "hold_lead_days", "cancel", "no_show"])
        name = try root.text("name", isName: true)
        title = try root.text("title")
        holdLeadDays = try root.integer("hold_lead_days", in: 1...Self.leadDaysMax)
        studentCancels = try Self.windows(of: root.object("cancel", names: ["student"]))
        let noShow = try root.object("no_show", names: ["student"])
            .object("student", names: ["keep_percent", "fee_minor_units"])
        studentNoShow = NoShow(
            keepPercent: try noShow.required("keep_percent", in: 0...100),
            feeMinorUnits: try noShow.integer("fee_minor_units", in: 0...Self.feeMax) ?? 0)
    }

    private static func windows(of cancel: PolicyMember) throws(PolicyFailure) -> [Window] {
        let members = try cancel.objects(
            "student", names: ["until_hours_before", "keep_percent", "credit_percent"])
        guard (1...windowsMax).contains(members.count) else {
            throw PolicyFailure("cancel.student", "Give 1 to \(windowsMax) windows, the earliest first.")
        }
        var windows: [Window] = []
        for (index, member) in members.enumerated() {
            let window = try window(member)
            let isLast = index == members.count - 1
            if isLast, window.untilHoursBefore != nil {
                throw member.failure(
                    "until_hours_before", "The last window has no end; take this out, or add a last window.")
            }
            if !isLast, window.untilHoursBefore == nil {
                throw member.failure("until_hours_before", "Every window but the last says when it ends.")
            }
            if let before = windows.last?.untilHoursBefore, let hours = window.untilHoursBefore,
                hours >= before
            {
                throw member.failure(
                    "until_hours_before",
                    "Must be less than the \(before) of the window before: earliest first.")
            }
            windows.append(window)
        }
        return windows
    }

    private static func window(_ member: PolicyMember) throws(PolicyFailure) -> Window {
        let keep = try member.required("keep_percent", in: 0...100)
        let credit = try member.integer("credit_percent", in: 0...100) ?? 0
        guard keep + credit <= 100 else {
            throw member.failure("credit_percent", "With keep_percent it must not be more than 100.")
        }
        return Window(
            untilHoursBefore: try member.integer("until_hours_before", in: 0...hoursMax),
            keepPercent: keep, creditPercent: credit)
    }
}

/// An object of a policy's text, which knows where it stands. Members that nobody reads are refused: a misspelt one
/// would be a rule that is not applied.
private struct PolicyMember {
    private let object: JSON
    private let path: String

    init(_ object: JSON, at path: String, names: [String]) throws(PolicyFailure) {
        guard object.kind == .object else { throw PolicyFailure(path, "Must be an object {...}.") }
        self.object = object
        self.path = path
        var seen: Set<String> = []
        for (name, _) in object.members {
            guard names.contains(name) else {
                throw failure(name, "Unknown; there are \(names.joined(separator: ", ")).")
            }
            guard seen.insert(name).inserted else { throw failure(name, "Is given twice; take one out.") }
        }
    }

    func failure(_ name: String, _ mend: String) -> PolicyFailure { PolicyFailure(place(of: name), mend) }

    private func place(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    func object(_ name: String, names: [String]) throws(PolicyFailure) -> PolicyMember {
        guard let value = object[name] else { throw failure(name, "Is missing.") }
        return try PolicyMember(value, at: place(of: name), names: names)
    }

    func objects(_ name: String, names: [String]) throws(PolicyFailure) -> [PolicyMember] {
        guard let value = object[name] else { throw failure(name, "Is missing.") }
        guard value.kind == .array else { throw failure(name, "Must be a list [...].") }
        var members: [PolicyMember] = []
        for (index, element) in value.elements.enumerated() {
            members.append(try PolicyMember(element, at: "\(place(of: name))[\(index)]", names: names))
        }
        return members
    }

    /// At most a line. A name is made of small letters, digits and hyphens: it stands in settings and addresses.
    func text(_ name: String, isName: Bool = false) throws(PolicyFailure) -> String {
        guard let value = object[name] else { throw failure(name, "Is missing.") }
        guard let text = value.string, (1...100).contains(text.unicodeScalars.count),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw failure(name, "Must be a text of 1 to 100 characters on one line.") }
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isPlain || !isName else {
            throw failure(name, "Must be made of small letters, digits and hyphens, like six-hours.")
        }
        return text
    }

    /// nil when it is not there.
    func integer(_ name: String, in range: ClosedRange<Int64>) throws(PolicyFailure) -> Int64? {
        guard let value = object[name] else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw failure(name, "Must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    func required(_ name: String, in range: ClosedRange<Int64>) throws(PolicyFailure) -> Int64 {
        guard let number = try integer(name, in: range) else { throw failure(name, "Is missing.") }
        return number
    }
}
