// The program: a flag for every way in which its answers can go wrong.
internal import StripeStub

extension StubOptions {
    /// A slow body's speed: an intent of 1.6 kB takes three seconds.
    static let slowBytesPerSecond = 500

    /// The kinds of a fault in JSON, with hyphens; each takes its share of the calls.
    static let faultFlags: [Flag] = [
        fault("--reset-before", "are cut off, and nothing was done", .resetBefore),
        fault("--reset-after", "are done, and cut off before the answer", .resetAfter),
        fault("--error-500", "fail, and fail again under the same key", .serverError(done: false)),
        fault("--error-500-after", "are done, and fail as above", .serverError(done: true)),
        fault("--error-503", "get a 503", .answer(.unavailable())),
        fault("--rate-limited", "get a 429, whatever --rate-limit says", .answer(.rateLimited())),
        fault("--lock-timeout", "get a 429 that wants to be tried again", .answer(.lockTimeout())),
        fault("--key-in-use", "get a 409", .answer(.keyInUse("(another request's)"))),
        fault(
            "--slow-body", "get their answer at \(slowBytesPerSecond) bytes a second",
            .slowBody(bytesPerSecond: slowBytesPerSecond)),
        fault("--truncated-body", "are done, and get half of their answer", .truncatedBody),
        fault("--garbage-body", "are done, and get bytes that are no JSON", .answerAfter(.garbage)),
        fault("--html-200", "are done, and get a page", .answerAfter(.html)),
    ]

    private static func fault(_ name: String, _ fate: String, _ effect: StubFault.Effect) -> Flag {
        Flag(name: name, value: "PERCENT", help: "of the calls \(fate)") {
            options, value throws(OptionFailure) in
            options.server.faults.append(StubFault(effect, rate: try percent(value)))
        }
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
}
