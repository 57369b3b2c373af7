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
    var takesRawCards = false
    var wantsHelp = false
    var server = StubServerSettings()
    private var webhookURL: String?
    private var webhookSecret: String?

    struct Flag: Sendable {
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
        server.webhook = try webhook()
    }

    /// The two flags belong together: who is posted to has to know the secret.
    private func webhook() throws(OptionFailure) -> StubWebhook? {
        switch (webhookURL, webhookSecret) {
        case (nil, nil): return nil
        case (_?, nil): throw OptionFailure(description: "--webhook-url wants --webhook-secret beside it")
        case (nil, _?): throw OptionFailure(description: "--webhook-secret wants --webhook-url beside it")
        case (let url?, let secret?):
            guard let webhook = StubWebhook(url: url, secret: secret) else {
                throw OptionFailure(
                    description: "--webhook-url wants an address of this machine, such as "
                        + "http://127.0.0.1:8080/webhook, not \(url)")
            }
            return webhook
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

    private static let flags = answering + faultFlags + posting

    private static let answering: [Flag] = [
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
            options.server.faults.append(StubFault(.delay(milliseconds: try duration(value)), rate: 1))
        },
        Flag(name: "--rate-limit", value: "NUMBER", help: "of calls a second; those above get a 429") {
            options, value throws(OptionFailure) in
            options.server.requestsPerSecondMax = Int(try number(value, 1...1_000_000))
        },
        Flag(name: "--raw-cards", value: nil, help: "numbers of test cards are taken, not tokens alone") {
            options, _ throws(OptionFailure) in options.takesRawCards = true
        },
    ]

    private static let posting: [Flag] = [
        Flag(name: "--webhook-url", value: "URL", help: "is told of every event; on this machine") {
            options, value throws(OptionFailure) in options.webhookURL = value
        },
        Flag(name: "--webhook-secret", value: "SECRET", help: "whsec_..., which signs what is posted there") {
            options, value throws(OptionFailure) in
            guard value.hasPrefix("whsec_"), value.count > 6 else {
                throw OptionFailure(description: "wants a secret that begins with whsec_")
            }
            options.webhookSecret = value
        },
        Flag(name: "--quiet", value: nil, help: "print the address and nothing else") {
            options, _ throws(OptionFailure) in options.isQuiet = true
        },
        Flag(name: "--help", value: nil, help: "print this") {
            options, _ throws(OptionFailure) in options.wantsHelp = true
        },
    ]

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

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
