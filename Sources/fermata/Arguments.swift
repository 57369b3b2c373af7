// At the start: what stands behind a command, checked against what the command takes.

/// Why the command line cannot be.
struct UsageMistake: Error {
    let text: String
    /// nil when it is not even clear which.
    let command: CommandName?

    init(_ text: String, in command: CommandName? = nil) {
        self.text = text
        self.command = command
    }
}

/// `--name value`, `--name=value`, and what stands for itself; behind `--` everything does (POSIX.1-2024, 12.2).
struct Arguments {
    let command: CommandName
    /// Whether it is asked what the command takes; nothing is missing then.
    private(set) var wantsHelp = false
    private var operand: String?
    /// What stands alone is there with an empty value.
    private var values: [String: String] = [:]

    init(_ command: CommandName, _ words: ArraySlice<String>) throws(UsageMistake) {
        self.command = command
        let shape = command.shape
        var rest = words
        var areOptionsOver = false
        while let word = rest.popFirst() {
            if areOptionsOver || !word.hasPrefix("-") || word == "-" {
                guard shape.operand != nil, operand == nil else { throw unknown(word) }
                operand = word
            } else if word == "--" {
                areOptionsOver = true
            } else if word == "--help" || word == "-h" {
                wantsHelp = true
            } else {
                try take(word, &rest, shape)
            }
        }
        guard !wantsHelp else { return }
        if let wanted = shape.operand, operand == nil, !shape.isOperandOptional {
            throw UsageMistake("\(command.rawValue) wants \(wanted.wish)", in: command)
        }
        for option in shape.options where option.isNeeded && values[option.name] == nil {
            throw UsageMistake("\(command.rawValue) wants \(option.synopsis)", in: command)
        }
    }

    private mutating func take(
        _ word: String, _ rest: inout ArraySlice<String>, _ shape: CommandShape
    ) throws(UsageMistake) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let option = shape.options.first(where: { $0.name == parts[0] }) else {
            throw unknown(String(parts[0]))
        }
        guard let value = option.value else {
            guard parts.count == 1 else { throw UsageMistake("\(option.name) stands alone", in: command) }
            values[option.name] = ""
            return
        }
        if parts.count == 2 {
            values[option.name] = String(parts[1])
        } else {
            // Another option in a value's place is a value that was forgotten.
            guard let next = rest.first, !next.hasPrefix("--") else {
                throw UsageMistake("\(option.name) wants \(value.wish)", in: command)
            }
            values[option.name] = rest.removeFirst()
        }
    }

    private func unknown(_ word: String) -> UsageMistake {
        UsageMistake("\(command.rawValue) does not know \(word)", in: command)
    }
}

// MARK: What was given

extension Arguments {
    var isJSON: Bool { has("--json") }
    /// nil is `.env`, if it is there.
    var settingsPath: String? { text("--env-file") }

    func has(_ option: String) -> Bool { values[option] != nil }

    func text(_ option: String) -> String? { values[option] }

    /// What `read` makes of an option's value; nil when the option is not given.
    func value<Value>(_ option: String, _ read: (String) -> Value?) throws(UsageMistake) -> Value? {
        guard let text = values[option] else { return nil }
        guard let value = read(text) else {
            let wish = command.shape.options.first { $0.name == option }?.value?.wish ?? "a value"
            throw UsageMistake("\(option) wants \(wish)", in: command)
        }
        return value
    }

    /// What `read` makes of what stands for itself; nil when a command that can do without has none.
    func optionalOperand<Value>(_ read: (String) -> Value?) throws(UsageMistake) -> Value? {
        guard let operand else { return nil }
        guard let value = read(operand) else {
            throw UsageMistake(
                "\(command.rawValue) wants \(command.shape.operand?.wish ?? "nothing")", in: command)
        }
        return value
    }

    /// As `optionalOperand`, of a command that cannot do without.
    func operand<Value>(_ read: (String) -> Value?) throws(UsageMistake) -> Value {
        if let value = try optionalOperand(read) { return value }
        throw UsageMistake(
            "\(command.rawValue) wants \(command.shape.operand?.wish ?? "nothing")", in: command)
    }

    /// Unix seconds.
    ///
    /// - Parameter isAhead: whether `36h` is in the future.
    func time(_ option: String, now: Int64, isAhead: Bool = false) throws(UsageMistake) -> Int64? {
        try value(option) { TypedTime($0, now: now, isAhead: isAhead)?.unixSeconds }
    }
}
