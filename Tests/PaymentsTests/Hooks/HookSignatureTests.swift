// A webhook is signed as the scheme says, and only by what is a secret of it.
import Basics
import Foundation
import Testing

@testable import Payments

@Suite("A webhook's signature", .timeLimit(.minutes(5)))
struct HookSignatureTests {
    private static let published = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let other = "whsec_" + Data((0..<64).map { UInt8($0) }).base64EncodedString()

    private func header(_ secrets: [String], body: String = #"{"test": 2432232314}"#) throws -> String? {
        HookSignature.header(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(body.utf8),
            secrets: try secrets.map { try #require(HookSecret($0)) })
    }

    @Test("the scheme's published example comes out as published")
    func published() throws {
        #expect(
            try header([Self.published]) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        #expect(try header([Self.published], body: "") != header([Self.published]))
    }

    @Test("with two secrets there is a signature by each, in their order")
    func two() throws {
        let (first, second) = (
            try #require(try header([Self.published])), try #require(try header([Self.other]))
        )
        #expect(try header([Self.published, Self.other]) == "\(first) \(second)")
        #expect(try header([Self.other, Self.published]) == "\(second) \(first)")
    }

    @Test("a secret has 24 to 64 bytes, in base64 as it is written, behind whsec_")
    func secrets() {
        func secret(_ count: Int) -> String {
            "whsec_" + Data(repeating: 0xFB, count: count).base64EncodedString()
        }
        #expect(HookSecret(Self.published)?.key.count == 24)
        for count in [24, 25, 26, 32, 64] { #expect(HookSecret(secret(count))?.key.count == count) }
        for text in [
            secret(23), secret(65), "", "whsec_", "whsec_short", String(secret(24).dropFirst(6)),
            String(secret(25).dropLast()), secret(25) + "=", secret(24) + " ", " " + secret(24),
            "WHSEC_" + secret(24).dropFirst(6), secret(24).replacing("+", with: "-"),
            // Bits behind the last byte: the same bytes in another spelling.
            "whsec_" + String(repeating: "A", count: 33) + "B==",
        ] { #expect(HookSecret(text) == nil, "\(text)") }
    }

    @Test("no print shows a secret")
    func redacted() throws {
        let access = HookAccess(
            url: "https://a", secrets: [try #require(HookSecret(Self.published))],
            allowsPrivateAddresses: false)
        var dumped = ""
        dump(access, to: &dumped)
        for text in ["\(access)", String(reflecting: access), dumped] {
            #expect(text.contains("https://a") && text.contains("redacted"))
            #expect(!text.contains("MfKQ") && !text.contains("49, 242"))
        }
    }

    @Test("a body says what came about, exactly", arguments: ServiceEventType.allCases)
    func bodies(type: ServiceEventType) throws {
        let word = try #require(type.rawValue.split(separator: ".").last)
        for (minor, code, amount) in [
            (5, "usd", "0.05"), (10_000, "usd", "100.00"), (500, "jpy", "500"), (1234, "kwd", "1.234"),
        ] as [(Int64, String, String)] {
            let currency = try #require(Currency(code))
            let body = HookBody(
                type: type, payment: "pay_1", amount: Money(minorUnits: minor, currency: currency),
                createdAt: 0)
            #expect(
                String(decoding: body.bytes, as: UTF8.self) == """
                    {"type":"\(type.rawValue)","timestamp":"1970-01-01T00:00:00Z","data":{"id":"pay_1",\
                    "status":"\(word)","amount":\(amount),"amount_minor":\(minor),"currency":"\(code)"}}
                    """)
        }
    }
}
