// What reads as a card's number is found wherever it stands, and little else is taken for one.
import Basics
import Testing

@Suite("Card numbers where none belong", .timeLimit(.minutes(5)))
struct CardDigitsTests {
    @Test(
        "a number is found alone and among others, however it is written",
        arguments: [
            "4242424242424242", "4242 4242 4242 4242", "4242-4242-4242-4242", "4242.4242.4242.4242",
            "378282246310005", "3782 822463 10005", "5555555555554444", "2223003122003222", "30569309025904",
            "6011111111111117", "3566002020360505", "6200000000000005", "4000000000000000006",
            "my card is 4242424242424242, thanks", "/api/payments/payments/4242424242424242/",
            "4242424242424242 12 25", "4242 4242 4242 4242 12 25", "7 4242 4242 4242 4242",
            "x4242424242424242y", "order-4242424242424242", "3056 930902 0004", "4000 0000 0000 0000 006",
            "a4242424242424242b", "4242424242424242.11a6d6904609964607388fa08a8a98c8",
            "1a6d6904609964607388fa08a8a98c8",
        ])
    func found(text: String) {
        #expect(CardDigits.stand(in: text.utf8))
    }

    @Test(
        "other digits are not taken for one",
        arguments: [
            "", "4242", "4242424242424241", "424242424242424", "1795274420123", "1795274420123456",
            "2026-11-22T10:11:12Z", "+4915112345674", "4242/4242/4242/4242", "4242  4242  4242  4242",
            "00004242424242424242", "42424 2424 2424 242", "4242 4242 4242", "9223372036854775807",
            "4915112345674",
            "9999999999999995", "pi_3MtwBwLkdIwHu7ix28a3tqPa", "5f0c1e6a-52d7-4c2b-9a41-3f8a2f4b1c55",
            "/bookings/12/complete", "18446744073709551615",
            // The house's own signatures and ids, with a number's digits in them by chance.
            "11a6d6904609964607388fa08a8a98c8",
            #"{"by":"student","quote":"q1.1.11a6d6904609964607388fa08a8a98c8"}"#,
        ])
    func others(text: String) {
        #expect(!CardDigits.stand(in: text.utf8))
    }

    @Test("every number with one digit wrong is let through")
    func slips() {
        let number = Array("4242424242424242".utf8)
        for place in 1..<number.count {
            for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != number[place] {
                var wrong = number
                wrong[place] = digit
                #expect(!CardDigits.stand(in: wrong))
            }
        }
    }
}
