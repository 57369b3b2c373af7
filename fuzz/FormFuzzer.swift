// Beside the forms' tests: libFuzzer looks for bodies on which the reader crashes, or which two readers read differently.
//
// Built by scripts/fuzz from the very files of the server; see there.

/// The first byte decides what the body says it is; the rest is the body.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzForm(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let body = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let type = FormFuzzer.types[Int(start[0]) % FormFuzzer.types.count]
    do throws(FormFailure) {
        let fields = try Fields(FormFuzzer.request(type, body))
        for name in FormFuzzer.names { FormFuzzer.check(fields, name) }
        if type == FormFuzzer.types[0] { FormFuzzer.compare(fields, body) }
    } catch {
        FormFuzzer.check(error)
    }
    return 0
}

enum FormFuzzer {
    static let types = [
        "application/x-www-form-urlencoded", "application/json", "", "Application/JSON ; charset=utf-8",
        "text/plain",
    ]
    static let names = ["amount", "customer_id", "a", ""]

    static func request(_ type: String, _ body: [UInt8]) -> Request {
        let text = "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\n\r\n"
        var parser = HeadParser(limits: Limits())
        let parsed = Array(text.utf8).withUnsafeBytes { try? parser.advance($0) }
        guard let parsed else { preconditionFailure("a head of our own is refused") }
        return Request(head: parsed.head, body: body, parameters: [], id: "req_1", peer: nil)
    }

    /// Whatever a reading lets through keeps its own promise.
    static func check(_ fields: Fields, _ name: String) {
        reading { () throws(FormFailure) in
            guard let amount = try fields[name]?.amount(name) else { return }
            precondition(Fields.amountRange.contains(amount), "an amount is out of range")
        }
        reading { () throws(FormFailure) in
            guard let value = try fields[name] else { return }
            let price = try DecimalAmount(value, name).money(in: .usd)
            precondition(Fields.amountRange.contains(price.minorUnits), "a price is out of range")
            let printed = Array(price.decimalText.utf8)[...]
            precondition((try? Money(decimal: printed, currency: .usd)) == price, "a price changes when printed")
        }
        reading { () throws(FormFailure) in
            guard let time = try fields[name]?.time(name) else { return }
            let again = try? CivilTime.unixSeconds(rfc3339: CivilTime.rfc3339(time))
            precondition(again == time, "a time changes when printed")
        }
        reading { () throws(FormFailure) in
            guard let currency = try fields[name]?.currency(name) else { return }
            precondition(Currency(currency.code) == currency, "a currency is no code of one")
        }
        reading { () throws(FormFailure) in
            guard let text = try fields[name]?.text(name, charactersMax: 10) else { return }
            precondition((1...10).contains(text.unicodeScalars.count), "a text is over its limit")
        }
        reading { () throws(FormFailure) in
            guard let id: CustomerID = try fields[name]?.identifier(name) else { return }
            precondition(
                (1...255).contains(id.text.utf8.count)
                    && id.text.utf8.allSatisfy { (0x30...0x7A).contains($0) || $0 == UInt8(ascii: "-") },
                "an id holds what no path may")
        }
        reading { () throws(FormFailure) in
            guard case .object(let object) = try fields[name] else { return }
            let inner = Fields(object)
            for name in names { check(inner, name) }
        }
    }

    /// The sandbox's decoder is another one: where both give a text, it is the same.
    static func compare(_ fields: Fields, _ body: [UInt8]) {
        guard let tree = FormDecoder.decode([body]) else { return }
        for name in names where !name.isEmpty {
            reading { () throws(FormFailure) in
                switch try fields[name] {
                case .text(let text):
                    precondition(tree[name]?.text == text, "two readers of one body differ")
                case .broken: break
                case nil: precondition(tree[name]?.text == nil, "a field is overlooked")
                case .number, .bool, .null, .object, .other: preconditionFailure("a form has nothing but text")
                }
            }
        }
    }

    static func check(_ failure: FormFailure) {
        precondition((400...499).contains(failure.status.code), "a refusal has no status for one")
        precondition(
            failure.message.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "a refusal repeats what was sent")
    }

    private static func reading(_ body: () throws(FormFailure) -> Void) {
        do throws(FormFailure) { try body() } catch { check(error) }
    }
}
