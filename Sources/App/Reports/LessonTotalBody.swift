// On an answer's way: the lesson total, for programs, spreadsheets and people.
internal import Basics
internal import Payments

struct LessonTotalBody: Sendable {
    let total: LessonTotal

    static let schema: JSONSchema = {
        let sums: JSONSchema.Properties = [
            "payment_total": .cents.saying("What was captured."),
            "fee_total": .cents.saying("Fees and refunds."),
            "net_total": .cents.saying("What the balance changed by."),
        ]
        let others = JSONSchema.object(["currency": .currency] + sums)
        return .named(
            "LessonTotal", .object(sums + ["other_currencies": .array(of: others).optional]))
    }()

    /// `{"payment_total", "fee_total", "net_total"}` in cents of usd. `other_currencies` is there when lessons were
    /// paid in some: dollars and euros have no sum.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        Self.write(total["usd"], to: &writer)
        if !others.isEmpty {
            writer.name("other_currencies")
            writer.beginArray()
            for currency in others {
                writer.beginObject()
                writer.member("currency", currency)
                Self.write(total[currency], to: &writer)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
        return writer.bytes
    }

    var csv: CSV {
        var csv = CSV(["currency", "payment_total", "fee_total", "net_total"])
        for currency in ["usd"] + others {
            let sums = total[currency]
            csv.add([currency, "\(sums.payments)", "\(sums.fees)", "\(sums.net)"])
        }
        return csv
    }

    var text: String {
        let blocks = (["usd"] + others).map { currency in
            let sums = total[currency]
            return """
                captured           \(Self.amount(sums.payments)) \(currency)
                fees and refunds   \(Self.amount(sums.fees))
                net                \(Self.amount(sums.net))
                """
        }
        return "Lesson payments, in cents:\n" + blocks.joined(separator: "\n\n")
    }

    private var others: [String] { total.currencies.filter { $0 != "usd" } }

    private static func write(_ sums: LessonTotal.Sums, to writer: inout JSONWriter) {
        writer.member("payment_total", sums.payments)
        writer.member("fee_total", sums.fees)
        writer.member("net_total", sums.net)
    }

    private static func amount(_ minorUnits: Int64) -> String {
        let digits = String(minorUnits)
        return String(repeating: " ", count: max(0, 14 - digits.count)) + digits
    }
}
