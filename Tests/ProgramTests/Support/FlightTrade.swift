// Beside the tests of programs: a front end and a booking service that trade in flights, each call its own process.
import Basics
import Foundation
import Testing

/// A Stripe, a Fermata that stands on it, and who sells flights with them.
struct FlightTrade: Sendable {
    let shop: Shop
    private let fermata: String
    private let token: String

    static func open(_ test: (FlightTrade) async throws -> Void) async throws {
        try await Shop.withFolder { folder in
            try await Shop.open(["DATA_DIR": folder]) { shop in
                let server = try await shop.serve()
                let token = try await shop.run(
                    "token", "--role", "service", "--sub", "flights", "--scope", "write:payment read:payment")
                try #require(token.status == 0, "\(token)")
                try await test(
                    FlightTrade(
                        shop: shop, fermata: "http://127.0.0.1:\(server.port)",
                        token: String(token.output.dropLast())))
                await server.stop()
            }
        }
    }

    // MARK: The front end

    /// - Returns: the id of an intent that holds so much.
    func preauthorize(cents: Int) async throws -> String {
        let form =
            "amount=\(cents)&currency=usd&capture_method=manual&confirm=true&payment_method=pm_card_visa"
            + "&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"
        let made = try await Curl.ask(
            "POST", "\(shop.stripe)/v1/payment_intents", token: "sk_test_1",
            type: "application/x-www-form-urlencoded",
            body: form)
        return try #require(try JSON(Array(made.text.utf8))["id"]?.string, "\(made.text)")
    }

    /// - Returns: what Fermata answers.
    func tell(amount: String, of flight: String, token card: String) async throws -> Curl.Answer {
        try await Curl.ask(
            "PUT", "\(fermata)/payment", token: token, body: Self.charge(amount, flight, card))
    }

    /// The same by a front end that waits for a second and asks again, until the card is held.
    ///
    /// - Returns: what it says of that.
    func tellPatiently(amount: String, of flight: String, token card: String) async throws -> String {
        try await play(Self.frontEnd, "front-end", Self.charge(amount, flight, card))
    }

    private static func charge(_ amount: String, _ flight: String, _ card: String) -> String {
        #"{"amount":\#(amount),"currency":"USD","stripeToken":"\#(card)","description":"\#(flight)"}"#
    }

    func stateAtStripe(_ intent: String) async throws -> String {
        let read = try await Curl.ask(
            "GET", "\(shop.stripe)/v1/payment_intents/\(intent)", token: "sk_test_1")
        return try JSON(Array(read.text.utf8))["status"]?.string ?? read.text
    }

    // MARK: The booking service

    /// A process that books, and tells Fermata what became of the booking, again and again until it is answered.
    ///
    /// - Returns: what it says of that.
    func book(_ payment: String, _ end: BookingEnd) async throws -> String {
        try await play(Self.bookingService, "booking-service", payment, end.verb)
    }

    private func play(_ script: String, _ arguments: String...) async throws -> String {
        let service = try Program(
            "/bin/sh", ["-c", script] + arguments, environment: ["FERMATA": fermata, "TOKEN": token])
        defer { service.signal(SIGKILL) }
        let ended = await service.finished()
        #expect(ended.status == 0, "\(ended)")
        return ended.output
    }

    private static let frontEnd = asking("PUT", "/payment", "$1", until: "authorized")
    private static let bookingService = asking("POST", "/payment/$1/$2", "{}", until: "captured", "released")

    /// Asks, waits for a second, and asks again where no answer came, or none that is the last word.
    private static func asking(
        _ method: String, _ path: String, _ body: String, until ends: String...
    ) -> String {
        let isLastWord = ends.map { #"*'"status":"\#($0)"'*"# }.joined(separator: " | ")
        return """
            attempts=0
            while [ $attempts -lt 300 ]; do
                attempts=$((attempts + 1))
                answer=$(curl --silent --max-time 1 --request \(method) --header "Authorization: Bearer $TOKEN" \\
                    --header 'Content-Type: application/json' --data "\(body)" \\
                    "$FERMATA\(path)") || { echo "cut off"; continue; }
                case $answer in \(isLastWord))
                    echo "$answer"
                    exit 0
                esac
            done
            echo "$answer"
            exit 1
            """
    }
}

/// The command that everybody has.
enum Curl {
    static let path = "/usr/bin/curl"

    struct Answer: Sendable {
        /// 0 where none came.
        let status: Int
        let text: String
    }

    static func ask(
        _ method: String, _ url: String, token: String, type: String = "application/json",
        body: String? = nil
    ) async throws -> Answer {
        let data = body.map { ["--data", $0] } ?? []
        let program = try Program(
            path,
            [
                "--silent", "--max-time", "30", "--request", method, "--write-out", "%{http_code}",
                "--header", "Authorization: Bearer \(token)", "--header", "Content-Type: \(type)",
            ] + data + [url])
        defer { program.signal(SIGKILL) }
        let output = await program.finished().output
        let status = try #require(Int(output.suffix(3)))
        let text = output.dropLast(3)
        return Answer(status: status, text: String(text.hasSuffix("\n") ? text.dropLast() : text))
    }
}
