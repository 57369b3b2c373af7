// Proves that parameters look as Stripe's own libraries write them.
import Basics
import StripeClient
import Testing

@Suite("Form encoding", .timeLimit(.minutes(5)), .serialized)
struct FormEncodingTests {
    @Test("nested parameters look as stripe-python writes them")
    func vector() {
        let fields: FormFields = [
            "amount": 1000,
            "confirm": true,
            "metadata": ["lesson id": "12&3", "empty": ""],
            "expand": ["latest_charge"],
            "line_items": [
                ["price_data": ["unit_amount": 5, "product_data": ["name": "Café"]], "quantity": 2]
            ],
        ]
        let expected =
            "amount=1000&confirm=true&metadata[lesson+id]=12%263&metadata[empty]=&expand[0]=latest_charge"
            + "&line_items[0][price_data][unit_amount]=5&line_items[0][price_data][product_data][name]=Caf%C3%A9"
            + "&line_items[0][quantity]=2"
        #expect(text(fields) == expected)
    }

    @Test("whatever could end a value or a name is escaped")
    func escapes() {
        #expect(
            text(["a&b": "=&+%;#?/\u{0}\n", "c[d]": "~-._"])
                == "a%26b=%3D%26%2B%25%3B%23%3F%2F%00%0A&c%5Bd%5D=~-._")
    }

    @Test("nil is not sent, an empty text is, an empty list is nothing")
    func absent() {
        var fields: FormFields = ["list": [], "text": ""]
        fields.add("gone", nil)
        fields.add("negative", -5)
        fields.add("off", false)
        #expect(text(fields) == "text=&negative=-5&off=false")
        #expect(text([:]).isEmpty)
    }

    @Test("lists count on past nine, inside any nesting")
    func indices() {
        let many = FormValue.list((0..<11).map { .integer($0) })
        #expect(text(["a": ["b": many]]).hasSuffix("&a[b][9]=9&a[b][10]=10"))
    }

    private func text(_ fields: FormFields) -> String { String(decoding: fields.encoded(), as: UTF8.self) }
}
