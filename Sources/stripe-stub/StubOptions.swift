// The program: the command line, read strictly.
internal import StripeStub

/// A flag that is not understood: its name, and what it wants.
struct OptionFailure: Error, Equatable, CustomStringConvertible {
    let description: String
}

struct StubOptions {
    static let standardPort = 12111

    var port = standardPort
    /// Nil for another one each time.
    var seed: UInt64?
    var isQuiet = false
    var wantsHelp = false
    var server = StubServerSettings()

    private struct Flag: Sendable {
        let name: String
        /// What stands behind it in the help; nil for a flag without a value.
        let value: String?
        let help: String
        let read: @Sendable (inout StubOptions, _ value: String) throws(OptionFailure) -> Void
    }

    init(_ arguments: ArraySlice<String>) throws(OptionFailure) {
        var rest = arguments
        while let argument = rest.popFirst() {
            guard
                let flag = Self.flags.first(where: { $0.name == argument || $0.name == Self.long[argument] })
            else { throw OptionFailure(description: "\(argument) is not known") }
            guard flag.value != nil else {
                try flag.read(&self, "")
                continue
            }
            guard let value = rest.popFirst() else {
                throw OptionFailure(description: "\(flag.name) wants a value")
            }
            do throws(OptionFailure) {
                try flag.read(&self, value)
            } catch {
                throw OptionFailure(description: "\(flag.name) \(error)")
            }
        }
    }

    static var usage: String {
        let heads = flags.map { flag in flag.name + (flag.value.map { " \($0)" } ?? "") }
        let width = heads.map(\.count).max() ?? 0
        let lines = zip(heads, flags).map { head, flag in
            "  \(head)\(String(repeating: " ", count: width - head.count))  \(flag.help)"
        }
        return """
            Usage: stripe-stub [FLAG ...]

            A Stripe for tests, on loopback, until SIGTERM or SIGINT.

            \(lines.joined(separator: "\n"))

            A PERCENT is written 2% or 0.5%, a TIME 150ms or 2s. The same seed and the same requests give the
            same answers and the same faults.
            """
    }

    private static let long = ["-h": "--help"]

    private static let flags: [Flag] = [
        Flag(name: "--port", value: "PORT", help: "listen there (\(standardPort)); 0 takes any free port") {
            options, value throws(OptionFailure) in options.port = Int(try number(value, 0...65_535))
        },
        Flag(
            name: "--seed", value: "NUMBER",
            help: "of the ids and the faults; another one each time without it"
        ) {
            options, value throws(OptionFailure) in options.seed = UInt64(try number(value, 0...Int64.max))
        },
        Flag(name: "--delay", value: "TIME", help: "every answer comes that much later") {
            options, value throws(OptionFailure) in
            options.add(.delay(milliseconds: try duration(value)), rate: 1)
        },
        Flag(name: "--reset-before", value: "PERCENT", help: "of the calls are cut off, and nothing was done")
        {
            options, value throws(OptionFailure) in options.add(.resetBefore, rate: try percent(value))
        },
        Flag(
            name: "--reset-after", value: "PERCENT",
            help: "of the calls are done, and cut off before the answer"
        ) {
            options, value throws(OptionFailure) in options.add(.resetAfter, rate: try percent(value))
        },
        Flag(
            name: "--error-500", value: "PERCENT",
            help: "of the calls fail, and fail again under the same key"
        ) {
            options, value throws(OptionFailure) in
            options.add(.serverError(done: false), rate: try percent(value))
        },
        Flag(name: "--rate-limit", value: "NUMBER", help: "of calls a second; those above get a 429") {
            options, value throws(OptionFailure) in
            options.server.requestsPerSecondMax = Int(try number(value, 1...1_000_000))
        },
        Flag(name: "--quiet", value: nil, help: "print the address and nothing else") {
            options, _ throws(OptionFailure) in options.isQuiet = true
        },
        Flag(name: "--help", value: nil, help: "print this") {
            options, _ throws(OptionFailure) in options.wantsHelp = true
        },
    ]

    private mutating func add(_ effect: StubFault.Effect, rate: Double) {
        server.faults.append(StubFault(effect, rate: rate))
    }

    // MARK: Values

    private static func number(_ text: String, _ range: ClosedRange<Int64>) throws(OptionFailure) -> Int64 {
        guard text.utf8.allSatisfy(isDigit), let number = Int64(text), range.contains(number) else {
            throw OptionFailure(
                description:
                    "wants a whole number from \(range.lowerBound) to \(range.upperBound), not \(text)")
        }
        return number
    }

    /// In milliseconds.
    private static func duration(_ text: String) throws(OptionFailure) -> Int {
        let units = [("ms", 1), ("s", 1000)]
        guard let (unit, factor) = units.first(where: { text.hasSuffix($0.0) }),
            text.dropLast(unit.count).utf8.allSatisfy(isDigit), let count = Int(text.dropLast(unit.count)),
            (1...600_000 / factor).contains(count)
        else {
            throw OptionFailure(description: "wants a time such as 150ms or 2s, up to 600s, not \(text)")
        }
        return count * factor
    }

    /// As a share of 1.
    private static func percent(_ text: String) throws(OptionFailure) -> Double {
        let digits = text.dropLast()
        guard text.last == "%", digits.first != ".", digits.utf8.allSatisfy({ isDigit($0) || $0 == 0x2E }),
            let number = Double(digits), (0...100).contains(number)
        else {
            throw OptionFailure(description: "wants a share such as 2% or 0.5%, up to 100%, not \(text)")
        }
        return number / 100
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
