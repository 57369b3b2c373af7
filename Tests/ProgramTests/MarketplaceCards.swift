// Beside the tests of programs: card numbers, the wrong places that they are put into, and what must not keep them.
import Basics
import Foundation

/// A number that is sent, and the forms in which it must not be found again.
struct SentCard: Sendable {
    let number: String

    /// Those of the documentation, which a test key stands in for, and others that only look real.
    static let all = published + (0..<12).map { SentCard(number: made($0)) }

    private static let published = [
        "4242424242424242", "4000000000000002", "4000000000009995", "4000000000009987", "4000000000009979",
        "5555555555554444", "378282246310005",
        // One that has no name at Stripe, so that its digits are sent there.
        "2223003122003222",
    ].map { SentCard(number: $0) }

    /// A number of a brand that passes the check, the same one for the same place.
    private static func made(_ place: Int) -> String {
        let heads = [("4539", 16), ("5412", 16), ("2223", 16), ("3714", 15), ("6011", 16), ("3530", 16)]
        let (head, count) = heads[place % heads.count]
        let filler = Digest.sha256(Array("card \(place)".utf8)).map { String($0 % 10) }.joined()
        let digits = head + filler.prefix(count - head.count - 1)
        let last = (0...9).first { CardNumber(digits + "\($0)")?.passesLuhn == true } ?? 0
        return digits + "\(last)"
    }

    /// In groups, as it is printed on the card.
    func grouped(by separator: String) -> String {
        var rest = number[...]
        var groups: [Substring] = []
        for count in number.count == 15 ? [4, 6, 5] : [4, 4, 4, 4] {
            groups.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return groups.joined(separator: separator)
    }

    /// Each digit as a percent sign and its code.
    var percentEncoded: String { number.utf8.map { "%" + Hex.encode([$0]) }.joined() }

    var traces: [String] {
        [number, grouped(by: " "), grouped(by: "-"), grouped(by: "%20"), percentEncoded]
            + digests(of: Array(number.utf8))
    }
}

/// How a digest of it would be written.
func digests(of bytes: [UInt8]) -> [String] {
    let digest = Digest.sha256(bytes)
    let base64 = Data(digest).base64EncodedString().filter { $0 != "=" }
    return [
        Hex.encode(digest), Hex.encode(digest).uppercased(), base64,
        base64.replacing("+", with: "-").replacing("/", with: "_"),
    ]
}

/// A request that holds a number, where it belongs or not.
struct CardRequest: Sendable {
    var method = "POST"
    let path: String
    var headers: [String] = []
    var body: String?

    /// - Parameter payment: of the student's own.
    static func all(_ card: SentCard, gig: Int64, payment: Int64) -> [CardRequest] {
        wellFormed(card, gig) + badBodies(card, gig) + wrongFields(card, gig, payment)
            + wrongPlaces(card, gig, payment)
    }

    /// What a teacher sends with a number in it, where a digest of the body would be kept with the key.
    static func keyed(_ card: SentCard, booking: Int64) -> CardRequest {
        CardRequest(
            path: "/api/bookings/\(booking)/confirm/",
            headers: ["Idempotency-Key: confirm-\(card.number.suffix(4))"],
            body: #"{"card_number":"\#(card.number)"}"#)
    }

    private static let add = "/api/payments/add-payment-method/"
    private static let pay = "/api/payments/process-payment/"

    private static func details(_ number: String, year: String = "2031", code: String = #""739""#) -> String {
        #""card_number":"\#(number)","exp_month":12,"exp_year":\#(year),"cvc":\#(code),"#
            + #""cardholder_name":"Jane Smith""#
    }

    private static func order(_ gig: Int64, _ details: String) -> String {
        #"{"gig_id":\#(gig),"card_details":{\#(details)},"save_card":true}"#
    }

    private static func wellFormed(_ card: SentCard, _ gig: Int64) -> [CardRequest] {
        [
            CardRequest(path: add, body: "{\(details(card.number)),\"save_for_future\":true}"),
            CardRequest(path: add, body: "{\(details(card.grouped(by: " ")))}"),
            CardRequest(path: pay, body: order(gig, details(card.grouped(by: "-")))),
            CardRequest(
                path: "/stripe-payments/process-payment",
                headers: ["Idempotency-Key: once-\(card.number.suffix(4))"],
                body: order(gig, details(card.number))),
            CardRequest(path: pay, body: order(999_999, details(card.number))),
        ]
    }

    private static func badBodies(_ card: SentCard, _ gig: Int64) -> [CardRequest] {
        let good = details(card.number)
        return [
            CardRequest(path: add, body: "{\(details(card.number, year: "2019"))}"),
            CardRequest(path: add, body: "{\(details(card.number, year: "\"soon\""))}"),
            CardRequest(path: add, body: "{\(details(card.number, code: "739"))}"),
            CardRequest(path: add, body: "{\(details(card.number, code: "\"\(card.number)\""))}"),
            CardRequest(path: add, body: #"{"card_number":\#(card.number),"cvc":"739"}"#),
            CardRequest(path: add, body: "{\(good)"),
            CardRequest(path: add, body: "\(good)}"),
            CardRequest(path: add, body: "{\(good),\(good)}"),
            CardRequest(path: add, body: "{\(details(card.number + "\\u0000"))}"),
            CardRequest(path: pay, body: #"{"gig_id":\#(gig),"card_details":"\#(card.number)"}"#),
            CardRequest(path: pay, body: #"{"gig_id":\#(gig),\#(good)}"#),
            CardRequest(path: pay, body: #"{"gig_id":\#(gig),"card_details":[{\#(good)}]}"#),
            CardRequest(
                path: add, headers: ["Content-Type: application/x-www-form-urlencoded"],
                body: "card_number=\(card.number)&cvc=739"),
            CardRequest(path: add, headers: ["Content-Type: text/plain"], body: card.number),
        ]
    }

    private static func wrongFields(_ card: SentCard, _ gig: Int64, _ payment: Int64) -> [CardRequest] {
        let number = card.number
        return [
            CardRequest(path: pay, body: #"{"gig_id":\#(number),"saved_payment_method_id":"pm_1"}"#),
            CardRequest(path: pay, body: #"{"gig_id":\#(gig),"saved_payment_method_id":"\#(number)"}"#),
            CardRequest(path: pay, body: #"{"gig_id":\#(gig),"payment_method":"\#(number)"}"#),
            CardRequest(path: add, body: #"{"payment_method":"\#(number)","save_for_future":true}"#),
            CardRequest(
                path: add,
                body: #"{"card_number":"4242424242424242","exp_month":12,"exp_year":2031,"#
                    + #""cardholder_name":"\#(card.grouped(by: " "))"}"#),
            CardRequest(
                path: "/api/payments/refund-requests/",
                body: #"{"payment_id":\#(payment),"reason":"Charge \#(card.grouped(by: " ")) back."}"#),
            CardRequest(
                path: "/api/payments/refund-requests/", body: #"{"payment_id":\#(number),"reason":"No."}"#),
        ]
    }

    private static func wrongPlaces(_ card: SentCard, _ gig: Int64, _ payment: Int64) -> [CardRequest] {
        let number = card.number
        let good = #"{"gig_id":\#(gig),"payment_method":"pm_card_visa"}"#
        let grouped = card.grouped(by: "%20")
        return [
            CardRequest(method: "GET", path: "/api/payments/payments/\(number)/"),
            CardRequest(method: "GET", path: "/api/payments/payments/\(grouped)/"),
            CardRequest(method: "GET", path: "/api/payments/payments/\(card.percentEncoded)"),
            CardRequest(method: "GET", path: "/api/payments/payments/?cursor=\(number)&card=\(grouped)"),
            CardRequest(method: "DELETE", path: "/api/payments/payment-methods/\(number)/"),
            CardRequest(method: "GET", path: "/cards/\(number)?cvc=739"),
            CardRequest(method: "GET", path: "/bookings/\(number)"),
            CardRequest(method: "GET", path: "/customers-\(card.grouped(by: "-"))/x"),
            CardRequest(path: "/api/bookings/\(number)/confirm/", body: "{}"),
            CardRequest(path: pay, headers: ["Idempotency-Key: \(number)"], body: good),
            CardRequest(path: pay, headers: ["Idempotency-Key: \(card.grouped(by: "-"))"], body: good),
            CardRequest(
                method: "GET", path: "/api/payments/payments/\(payment)/",
                headers: [
                    "X-Request-Id: \(number)", "User-Agent: \(number)", "Cookie: card=\(number)",
                    "Referer: http://localhost/\(number)",
                ]),
            CardRequest(
                method: "GET", path: "/healthz", headers: ["X-Request-Id: \(card.grouped(by: "-"))"]),
        ]
    }
}
