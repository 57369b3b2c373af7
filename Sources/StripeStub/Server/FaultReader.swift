// Around the stub: a fault as it is written in JSON.
internal import Basics

/// `{"kind": "reset_after", "method": "POST", "path_suffix": "/capture", "count": 2}`, or `"rate": 0.02` for `count`.
enum FaultReader {
    private static let kinds:
        [(name: String, read: @Sendable (JSON) throws(ControlFailure) -> StubFault.Effect)] = [
            (
                "delay",
                { json throws(ControlFailure) in
                    .delay(milliseconds: try integer(json, "milliseconds", 1...600_000))
                }
            ),
            ("hold", { _ in .hold }),
            (
                "rate_limit",
                { json throws(ControlFailure) in
                    .answer(.rateLimited(shouldRetry: try flag(json, "should_retry")))
                }
            ),
            (
                "lock_timeout",
                { json throws(ControlFailure) in
                    .answer(.lockTimeout(shouldRetry: try flag(json, "should_retry") ?? true))
                }
            ),
            ("key_in_use", { _ in .answer(.keyInUse("(another request's)")) }),
            ("error_500", { _ in .serverError(done: false) }),
            ("error_500_after", { _ in .serverError(done: true) }),
            (
                "error_503",
                { json throws(ControlFailure) in
                    .answer(.unavailable(shouldRetry: try flag(json, "should_retry")))
                }
            ),
            ("reset_before", { _ in .resetBefore }),
            ("reset_after", { _ in .resetAfter }),
            (
                "slow_body",
                { json throws(ControlFailure) in
                    .slowBody(bytesPerSecond: try integer(json, "bytes_per_second", 1...1_000_000))
                }
            ),
            ("truncated_body", { _ in .truncatedBody }),
            ("garbage_body", { _ in .answerAfter(.garbage) }),
            ("html_200", { _ in .answerAfter(.html) }),
        ]

    private static let members = [
        "kind", "method", "path_suffix", "count", "rate", "milliseconds", "should_retry", "bytes_per_second",
    ]

    static func fault(_ json: JSON) throws(ControlFailure) -> StubFault {
        for member in json.members where !members.contains(member.name) {
            throw ControlFailure(
                "\(member.name) is not known; a fault has \(members.joined(separator: ", "))")
        }
        let kind = try json.controlText("kind")
        guard let known = kinds.first(where: { $0.name == kind }) else {
            throw ControlFailure("kind wants one of \(kinds.map(\.name).joined(separator: ", "))")
        }
        let effect = try known.read(json)
        let (method, suffix) = (try json.controlText("method"), try json.controlText("path_suffix"))
        guard let rate = json["rate"] else {
            let count = try json["count"] == nil ? 1 : integer(json, "count", 1...1_000_000)
            return StubFault(effect, method: method, pathSuffix: suffix, count: count)
        }
        guard json["count"] == nil else { throw ControlFailure("a fault has count or rate, not both") }
        guard rate.kind == .number, let share = Double(String(decoding: rate.rawBytes, as: UTF8.self)),
            (0...1).contains(share)
        else { throw ControlFailure("rate wants a number from 0 to 1") }
        return StubFault(effect, method: method, pathSuffix: suffix, rate: share)
    }

    /// A fault as the state shows it: what it does, to whom, and how often yet.
    static func json(_ fault: StubFault, remaining: Int?) -> StubJSON {
        let reach: StubJSON.Member =
            if case .rate(let rate) = fault.reach {
                .init(name: "rate", value: .text("\(rate)"))
            } else {
                .init(name: "remaining", value: StubJSON(remaining.map(Int64.init)))
            }
        return .object([
            .init(name: "effect", value: .text(fault.effect.name)),
            .init(name: "method", value: StubJSON(fault.method)),
            .init(name: "path_suffix", value: StubJSON(fault.pathSuffix)),
            reach,
        ])
    }

    private static func integer(_ json: JSON, _ name: String, _ range: ClosedRange<Int64>)
        throws(ControlFailure) -> Int
    {
        guard let number = json[name]?.integer, range.contains(number) else {
            throw ControlFailure(name, wants: range)
        }
        return Int(number)
    }

    private static func flag(_ json: JSON, _ name: String) throws(ControlFailure) -> Bool? {
        guard let member = json[name] else { return nil }
        guard let flag = member.bool else { throw ControlFailure("\(name) wants true or false") }
        return flag
    }
}

extension StubFault.Effect {
    fileprivate var name: String {
        switch self {
        case .delay(let milliseconds): "delay of \(milliseconds) ms"
        case .hold: "hold"
        case .resetBefore: "reset_before"
        case .resetAfter: "reset_after"
        case .answer(let response): "answers \(response.status) before"
        case .answerAfter(let response): "answers \(response.status) after"
        case .serverError(let done): done ? "error_500_after" : "error_500"
        case .slowBody(let bytesPerSecond): "slow_body of \(bytesPerSecond) bytes per second"
        case .truncatedBody: "truncated_body"
        }
    }
}
