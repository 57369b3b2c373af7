// On the way to a shell: where the books and Stripe's differ, and what a replay of events came to.
internal import Basics
internal import PaymentRules
internal import Payments

struct ComparisonBody {
    private let comparison: LedgerComparison

    init(_ comparison: LedgerComparison) { self.comparison = comparison }

    var isClean: Bool { comparison.differences.isEmpty }

    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("compared", comparison.comparedCount)
        writer.member("moving", comparison.movingCount)
        writer.member("exchanged", comparison.exchangedCount)
        writer.name("differences")
        writer.beginArray()
        for difference in comparison.differences {
            writer.beginObject()
            if let payment = difference.payment { writer.member("payment_id", payment) }
            writer.member("payment_intent", difference.intent.text)
            writer.member("account", difference.account.rawValue)
            writer.member("currency", difference.currency)
            writer.member("ours", difference.ours)
            writer.member("stripes", difference.stripes)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    var text: String {
        let rows = comparison.differences.map { difference in
            [
                difference.payment.map { "payment \($0)" } ?? "no payment here", difference.intent.text,
                difference.account.rawValue, "ours \(money(difference.ours, difference))",
                "Stripe's \(money(difference.stripes, difference))",
            ]
        }
        var lines = ["\(rows.count) differences in \(comparison.comparedCount) payments."]
        if comparison.movingCount > 0 {
            lines.append("\(comparison.movingCount) were moved meanwhile and not compared: ask again.")
        }
        if comparison.exchangedCount > 0 {
            lines.append(
                "\(comparison.exchangedCount) are kept by Stripe in another currency and not compared.")
        }
        return TextTable(rows).text + lines.joined(separator: "\n") + "\n"
    }

    private func money(_ amount: Int64, _ difference: LedgerComparison.Difference) -> String {
        Currency(difference.currency).map { Money(minorUnits: amount, currency: $0).displayText }
            ?? "\(amount)"
    }
}

struct ReplayBody {
    private let replay: EventReplay

    init(_ replay: EventReplay) { self.replay = replay }

    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("read", replay.readCount)
        writer.member("applied", replay.appliedCount)
        writer.member("postponed", replay.postponedCount)
        writer.member("cut_off", replay.isCutOff)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    var text: String {
        let end = replay.isCutOff ? "There are more: only the newest were read.\n" : ""
        return """
            \(replay.readCount) events read: \(replay.appliedCount) told news, \(replay.postponedCount) wait for a \
            job, the rest was known or is none of the shop's.
            \(end)
            """
    }
}
