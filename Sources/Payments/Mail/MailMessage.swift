// On a mail's way: from its parts to the bytes that a mail server takes.
internal import Basics
internal import Foundation

/// A mail as it travels: the same content as plain text and as HTML (RFC 2046, section 5.1.4).
struct MailMessage: Sendable {
    let from: MailAddress
    let to: MailAddress
    let subject: String
    let text: String
    let html: String
    /// Unguessable, of letters and digits. With the sender's domain it is the Message-ID (RFC 5322, section 3.6.4).
    let id: String
    /// Seconds since 1970.
    let date: Int64

    /// ASCII where the addresses are; lines of at most 76 characters but for the addresses', ended by CR LF.
    var bytes: [UInt8] {
        // No line of quoted-printable has `=_` in it (RFC 2045, section 6.7), so the boundary is in neither part.
        let boundary = "=_\(id)"
        let lines =
            [
                "Date: \(Self.date(date))",
                "From: \(Self.mailbox(from))",
                "To: \(Self.mailbox(to))",
                "Message-ID: <\(id)@\(from.domain)>",
                "Subject: \(Self.unstructured(subject))",
                // No answer of a holiday program is wanted (RFC 3834, section 5).
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"",
                "",
            ]
            + part("text/plain", text, boundary) + part("text/html", html, boundary) + [
                "--\(boundary)--", "",
            ]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private func part(_ type: String, _ content: String, _ boundary: String) -> [String] {
        [
            "--\(boundary)", "Content-Type: \(type); charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable", "", QuotedPrintable.encode(content),
        ]
    }
}

// MARK: Header fields

extension MailMessage {
    /// `Sat, 21 Nov 2026 09:05:03 +0000` (RFC 5322, section 3.3).
    static func date(_ seconds: Int64) -> String {
        let time = CivilTime(unixSeconds: seconds)
        let day = EnglishCalendar.weekdays[time.weekday].prefix(3)
        let month = EnglishCalendar.months[time.month - 1].prefix(3)
        let clock = [time.hour, time.minute, time.second].map(EnglishCalendar.twoDigits).joined(
            separator: ":")
        return "\(day), \(time.day) \(month) \(time.year) \(clock) +0000"
    }

    static func mailbox(_ mailbox: MailAddress) -> String {
        guard let name = mailbox.name, !name.isEmpty else { return mailbox.address }
        return "\(phrase(name))\r\n <\(mailbox.address)>"
    }

    /// A name of words that need no quotes stays as it is.
    private static func phrase(_ name: String) -> String {
        let isPlain = name.unicodeScalars.allSatisfy { $0.isLetterOrDigit || $0 == " " || $0 == "-" }
        let isTidy = !name.hasPrefix(" ") && !name.hasSuffix(" ") && !name.contains("  ")
        return isPlain && isTidy && name.utf8.count <= plainBytesMax ? name : encodedWords(name)
    }

    static func unstructured(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= UInt8(ascii: " ") && $0 < 0x7F } && !text.contains("=?")
        return isPlain && !text.hasSuffix(" ") && text.utf8.count <= plainBytesMax ? text : encodedWords(text)
    }

    /// So that a line with a field's name before it stays within 76.
    private static let plainBytesMax = 60

    /// RFC 2047, section 2: lines of at most 76 characters, of words none of which breaks a character in two. No byte
    /// of the text is in the header as it was, so that none can end a line of it.
    private static func encodedWords(_ text: String) -> String {
        var words: [String] = []
        var word = ""
        for scalar in text.inert.unicodeScalars {
            // 39 bytes are 52 of base64: with what is around them, and `Subject: ` before it, a line of 73.
            if word.utf8.count + String(scalar).utf8.count > 39 {
                words.append(word)
                word = ""
            }
            word.unicodeScalars.append(scalar)
        }
        words.append(word)
        return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }
}

/// RFC 2045, section 6.7.
enum QuotedPrintable {
    /// Lines of the text end with LF, lines of the outcome with CR LF; those have at most 76 characters.
    static func encode(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { encode(line: $0) }
            .joined(separator: "\r\n")
    }

    private static func encode(line: Substring) -> String {
        var lines: [String] = []
        var current = ""
        let bytes = Array(line.utf8)
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let sign = encode(byte, isLast: isLast)
            // All but the last of a line leave room for the sign that it goes on.
            if current.utf8.count + sign.utf8.count > (isLast ? 76 : 75) {
                lines.append(current + "=")
                current = ""
            }
            current += sign
        }
        return (lines + [current]).joined(separator: "\r\n")
    }

    /// A blank at a line's end would be lost on the way.
    private static func encode(_ byte: UInt8, isLast: Bool) -> String {
        switch byte {
        case UInt8(ascii: " ") where !isLast: " "
        case UInt8(ascii: "!")...UInt8(ascii: "~") where byte != UInt8(ascii: "="):
            String(Unicode.Scalar(byte))
        default: "=\(Hex.encode([byte]).uppercased())"
        }
    }
}
