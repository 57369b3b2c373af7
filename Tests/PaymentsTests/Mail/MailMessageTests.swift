// A mail's bytes: what no name, subject or text can do to them.
import Basics
import Foundation
import Testing

@testable import Payments

/// Different each time it is asked, the same in each run.
struct SeededBytes: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Of signs that are hard on a mail.
    mutating func text(upTo count: Int) -> String {
        let signs: [Unicode.Scalar] = [
            "a", "B", "0", " ", " ", ".", "=", "?", "_", "<", ">", "@", ",", "\"", "\\", "\t", "\r", "\n",
            "\0", "é",
            "ß", "漢", "🎸", "\u{202E}", "\u{2028}", "\u{85}", "\u{7F}", "-", ":", ";", "(", "'", "ا",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...count, using: &self) {
            text.append(signs[Int.random(in: 0..<signs.count, using: &self)])
        }
        return String(text)
    }
}

@Suite("The bytes of a mail", .timeLimit(.minutes(5)))
struct MailMessageTests {
    static func message(
        name: String?, subject: String = "Hello", text: String = "Hi\n", html: String = "<p>Hi</p>\n"
    )
        -> MailMessage
    {
        MailMessage(
            from: MailAddress(name: "Fermata", address: "lessons@example.com")!,
            to: MailAddress(name: name, address: "ada@example.org")!, subject: subject, text: text,
            html: html,
            id: "0123456789abcdef", date: 1_795_251_903)
    }

    /// The header's fields with their names, unfolded; nil when a line is no field.
    private func fields(_ bytes: [UInt8]) throws -> [(name: String, value: String)] {
        let whole = String(decoding: bytes, as: UTF8.self)
        let head = try #require(whole.components(separatedBy: "\r\n\r\n").first)
        var fields: [(name: String, value: String)] = []
        for line in head.components(separatedBy: "\r\n") {
            if line.hasPrefix(" "), let last = fields.indices.last {
                fields[last].value += line
            } else {
                let colon = try #require(line.firstIndex(of: ":"), "\(line)")
                fields.append((String(line[..<colon]), String(line[line.index(colon, offsetBy: 2)...])))
            }
        }
        return fields
    }

    private static let names = [
        "Date", "From", "To", "Message-ID", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type",
    ]

    @Test("a plain mail is these bytes")
    func plain() {
        let text = String(decoding: Self.message(name: "Ada Lovelace").bytes, as: UTF8.self)
        #expect(
            text.components(separatedBy: "\r\n") == [
                "Date: Sat, 21 Nov 2026 09:05:03 +0000", "From: Fermata", " <lessons@example.com>",
                "To: Ada Lovelace", " <ada@example.org>", "Message-ID: <0123456789abcdef@example.com>",
                "Subject: Hello", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
                "Content-Type: multipart/alternative;", " boundary=\"=_0123456789abcdef\"", "",
                "--=_0123456789abcdef", "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", "Hi", "",
                "--=_0123456789abcdef", "Content-Type: text/html; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", "<p>Hi</p>", "", "--=_0123456789abcdef--",
                "",
            ])
    }

    @Test("a name with line ends adds no header, and no subject does")
    func injection() throws {
        for evil in [
            "Ada\r\nBcc: eve@example.com", "Ada\nBcc: eve@example.com\n\nHello", "Ada\rBcc: e@example.com",
        ] {
            let bytes = Self.message(name: evil, subject: evil).bytes
            #expect(try fields(bytes).map(\.name) == Self.names)
            #expect(!String(decoding: bytes, as: UTF8.self).contains("Bcc"))
        }
    }

    @Test("whatever the name, the subject and the text are: eight fields, ASCII, and lines of at most 76")
    func anything() throws {
        var random = SeededBytes(seed: 20_261_121)
        for _ in 0..<1000 {
            let message = Self.message(
                name: random.text(upTo: 80), subject: "S" + random.text(upTo: 200),
                text: random.text(upTo: 300),
                html: random.text(upTo: 300))
            let bytes = message.bytes
            #expect(try fields(bytes).map(\.name) == Self.names)
            #expect(bytes.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0D || $0 == 0x0A })
            let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 76 && !$0.contains("\r") && !$0.contains("\n") })
            #expect(lines.allSatisfy { !$0.hasSuffix(" ") && !$0.hasSuffix("\t") })
            #expect(lines.filter { $0.hasPrefix("--=_") }.count == 3)
        }
    }

    @Test("quoted-printable comes back as it was")
    func quotedPrintable() {
        var random = SeededBytes(seed: 7)
        for _ in 0..<1000 {
            let text = random.text(upTo: 400)
            #expect(decode(QuotedPrintable.encode(text)) == Array(text.utf8))
        }
    }

    private func decode(_ text: String) -> [UInt8] {
        let joined = text.replacing("=\r\n", with: "")
        var bytes: [UInt8] = []
        var rest = Array(joined.replacing("\r\n", with: "\n").utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "=") {
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)!)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}

@Suite("Mail addresses", .timeLimit(.minutes(5)))
struct MailAddressTests {
    @Test("an address alone, and one with a name")
    func sound() {
        #expect(MailAddress("ada@example.com") == MailAddress(address: "ada@example.com"))
        #expect(
            MailAddress("Ada, Countess <ada+b@mail.example.com>")
                == MailAddress(name: "Ada, Countess", address: "ada+b@mail.example.com"))
        #expect(MailAddress("<ada@example.com>")?.name == nil)
        #expect(MailAddress("ada@bücher.example") != nil)
        #expect(MailAddress("ada@example.com")?.domain == "example.com")
    }

    @Test(
        "what two readers could read differently is none",
        arguments: [
            "", "@", "ada", "ada@", "@b", "a@b@c", "a b@c", "a..b@c", ".a@c", "\"a b\"@c", "a@b\r\nBcc: e@c",
            "a@b,c@d",
            "a@[127.0.0.1]", "Ada <a@b> e", "a@b\u{202E}", "a(comment)@b", "a@b\0", "a@b;",
        ])
    func odd(text: String) {
        #expect(MailAddress(text) == nil)
    }
}
