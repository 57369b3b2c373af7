// On the way to staff: a policy as one would read it out.

extension Policy {
    /// Each rule in a sentence, in the order of time.
    package var sentences: [String] {
        let hold = holdLeadDays.map { days in
            "The card is held \(Self.count(days, "day")) before the lesson."
        }
        return [hold].compactMap { $0 } + cancelSentences + [
            noShowSentence, "What the instructor cancels or misses goes back whole.",
        ]
    }

    private var cancelSentences: [String] {
        var before: Int64?
        return studentCancels.map { window in
            defer { before = window.untilHoursBefore }
            let time =
                switch (before, window.untilHoursBefore) {
                case (nil, nil): "at any time"
                case (nil, let until?): "up to \(Self.count(until, "hour")) before the lesson"
                case (let from?, let until?):
                    "later than \(from) and up to \(Self.count(until, "hour")) before the lesson"
                case (let from?, nil): "later than \(Self.count(from, "hour")) before the lesson"
                }
            return "A student who cancels \(time): \(window.outcome)."
        }
    }

    private var noShowSentence: String {
        let fee = studentNoShow.feeMinorUnits
        let kept = Window(untilHoursBefore: nil, keepPercent: studentNoShow.keepPercent, creditPercent: 0)
        guard fee > 0 else { return "A student who does not come: \(kept.outcome)." }
        return """
            A student who does not come: \(kept.outcome), less a fee of \(fee) in the currency's smallest unit, \
            which is kept too.
            """
    }

    private static func count(_ number: Int64, _ unit: String) -> String {
        "\(number) \(unit)\(number == 1 ? "" : "s")"
    }
}

extension Policy.Window {
    /// The parts in percent, those that are none left out.
    fileprivate var outcome: String {
        let parts: [(percent: Int64, what: String)] = [
            (keepPercent, "is kept"), (creditPercent, "becomes a credit for a lesson"),
            (100 - keepPercent - creditPercent, "goes back"),
        ]
        return parts.filter { $0.percent > 0 }
            .map { $0.percent == 100 ? "all of it \($0.what)" : "\($0.percent) % \($0.what)" }
            .joined(separator: ", ")
    }
}

extension BookingEnd {
    /// What happened, in words.
    package var text: String {
        switch self {
        case .cancelled(let party): "cancelled by \(party.rawValue)"
        case .noShow(let party): "no-show of \(party.rawValue)"
        }
    }
}
