// At the start: turns raw values into typed ones and gathers what is wrong with them.
import Basics

/// Why a value cannot stand: a sentence without the name, which the reader adds, and without a key's text.
struct UnfitValue: Error {
    let text: String

    init(_ text: String) {
        self.text = text
    }
}

struct SettingsReader {
    let environment: Environment
    private(set) var problems: [SettingsFailure.Problem] = []

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// The parsed value, or the fallback's. nil when it is unset without a fallback value; and when it does not
    /// fit, which is then among the problems.
    mutating func read<Value>(
        _ key: SettingKey, _ parse: (String) throws(UnfitValue) -> Value
    ) -> Value? {
        guard let text = environment.value(key.name) ?? key.fallbackValue else { return nil }
        do {
            return try parse(text)
        } catch {
            refuse(key, error.text)
            return nil
        }
    }

    mutating func integer(_ key: SettingKey, in range: ClosedRange<Int>) -> Int? {
        read(key) { text throws(UnfitValue) in
            let digits = text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            guard digits, let number = Int(text), range.contains(number) else {
                throw UnfitValue("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }

    mutating func port(_ key: SettingKey) -> UInt16? {
        integer(key, in: 0...Int(UInt16.max)).map { UInt16($0) }
    }

    /// Only `yes` is yes: a permission is not given by `true`, `1` or a slip of the hand.
    mutating func isYes(_ key: SettingKey) -> Bool {
        let answer = read(key) { text throws(UnfitValue) in
            guard text == "yes" || text == "no" else { throw UnfitValue("must be yes or no") }
            return text == "yes"
        }
        return answer ?? false
    }

    mutating func refuse(_ key: SettingKey, _ text: String) {
        problems.append(.init(key: key.name, text: text))
    }
}

extension SettingKey {
    fileprivate var fallbackValue: String? {
        guard case .value(let text) = fallback else { return nil }
        return text
    }
}
