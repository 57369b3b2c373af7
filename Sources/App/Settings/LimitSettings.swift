// At the start: how often somebody may ask.
internal import Basics
internal import PaymentRules

package struct LimitSettings: Sendable, Equatable {
    private let limits: [RateKind: RateLimit]

    /// nil: there is none.
    subscript(kind: RateKind) -> RateLimit? { limits[kind] }
}

extension LimitSettings {
    static func read(_ reader: inout SettingsReader, sandbox: Bool) -> LimitSettings {
        var limits: [RateKind: RateLimit] = [:]
        for kind in RateKind.allCases {
            let isUnset = reader.environment.value(kind.setting.name) == nil
            limits[kind] =
                if isUnset, sandbox, let limit = kind.sandboxLimit { limit } else {
                    reader.read(kind.setting, parse) ?? nil
                }
        }
        return LimitSettings(limits: limits)
    }

    /// nil for none.
    private static func parse(_ text: String) throws(UnfitValue) -> RateLimit? {
        guard text != "off" else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isCount = parts[0].utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard parts.count == 2, isCount, let count = Int64(parts[0]),
            let period = RateLimit.Period(rawValue: String(parts[1])),
            let limit = RateLimit(count, per: period)
        else {
            let periods = RateLimit.Period.allCases.map(\.rawValue).joined(separator: ", ")
            throw UnfitValue(
                "must be off, or a count from 1 to \(RateLimit.burstRange.upperBound), / and one of \(periods), "
                    + "such as 30/hour")
        }
        return limit
    }
}

extension RateKind {
    /// A sandbox's cards are tried out by those who try the sandbox out.
    fileprivate var sandboxLimit: RateLimit? {
        switch self {
        case .requests, .requestsOfAddress: nil
        case .cards: RateLimit(600, per: .hour)
        case .cardsOfAddress: RateLimit(1200, per: .hour)
        }
    }
}
