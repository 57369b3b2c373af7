// A flight is booked by four processes: a front end, a booking service, Fermata and a Stripe, each with its own part.
import Foundation
import Testing

@Suite(
    "A payment told of by a front end and completed by a booking service", .timeLimit(.minutes(5)),
    .serialized, .enabled(if: FileManager.default.isExecutableFile(atPath: Curl.path), "there is no curl"))
struct PaymentServiceTests {
    /// The catalog's answer to a search.
    private static let flights = [
        (name: "LHR to MAD, Mon 07:20", price: "100.99", cents: 10_099),
        (name: "LHR to MAD, Mon 18:05", price: "84.50", cents: 8450),
    ]

    @Test(
        "search, pre-authorize, tell, book: a confirmed booking is collected, one that fails is given back",
        arguments: [BookingEnd.confirmed, .failed])
    func sequence(_ end: BookingEnd) async throws {
        try await FlightTrade.open { trade in
            let flight = try #require(Self.flights.first)
            let intent = try await trade.preauthorize(cents: flight.cents)
            let told = try await trade.tell(amount: flight.price, of: flight.name, token: intent)
            #expect(told.status == 200, "\(told.text)")
            let payment = try #require(told.text.firstMatch(of: /pay_[0-9a-f]{24}/)).output
            #expect(told.text == #"{"status":"authorized","id":"\#(payment)"}"#)
            #expect(try await trade.stateAtStripe(intent) == "requires_capture")

            let said = try await trade.book(String(payment), end)
            #expect(said.contains(#""status":"\#(end.paymentStatus)""#), "\(said)")
            let atStripe = try await trade.stateAtStripe(intent)
            #expect(atStripe == (end == .confirmed ? "succeeded" : "canceled"))
            #expect(try await trade.shop.callsCount(end.pathAtStripe) == 1)
        }
    }

    @Test(
        "whoever is cut off asks again: the card is held once, and collected or let go once",
        arguments: [BookingEnd.confirmed, .failed])
    func cut(_ end: BookingEnd) async throws {
        try await FlightTrade.open { trade in
            let flight = try #require(Self.flights.last)
            let card = "pm_card_visa"
            // Longer than the front end and the booking service wait.
            try await trade.shop.delayIntents(milliseconds: 1500, count: 1)
            let held = try await trade.tellPatiently(amount: flight.price, of: flight.name, token: card)
            #expect(held.contains("cut off"), "\(held)")
            let payment = try #require(held.firstMatch(of: /pay_[0-9a-f]{24}/)).output
            let intents = try await trade.shop.ownIntents()
            let intent = try #require(intents.first)
            #expect(intents.count == 1)

            try await trade.shop.inject(
                """
                {"kind":"delay","method":"POST","path_suffix":"\(end.pathAtStripe)","milliseconds":1500,"count":1}
                """)
            let said = try await trade.book(String(payment), end)
            #expect(said.contains("cut off"), "\(said)")
            #expect(said.contains(#""status":"\#(end.paymentStatus)""#), "\(said)")
            #expect(try await trade.stateAtStripe(intent) == (end == .confirmed ? "succeeded" : "canceled"))
            #expect(try await trade.shop.callsCount(end.pathAtStripe) == 1)
            #expect(try await trade.shop.ownIntents() == intents)
        }
    }
}

/// What becomes of a booking.
enum BookingEnd: String, Sendable {
    case confirmed
    case failed

    /// What the booking service asks for then.
    var verb: String { self == .confirmed ? "complete" : "cancel" }
    var paymentStatus: String { self == .confirmed ? "captured" : "released" }
    var pathAtStripe: String { self == .confirmed ? "/capture" : "/cancel" }
}
