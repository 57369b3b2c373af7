// Under everything that keeps or logs what callers chose: a card's number where none belongs.

/// People paste their card's number into the wrong field, and programs put it into paths and keys. What would be kept
/// is looked through first, so that it is not.
package enum CardDigits {
    /// Whether the bytes hold what reads as a card's number: as many digits as a brand's numbers have, that begin like
    /// them and pass the check (ISO/IEC 7812-1), in one piece or in groups as on a card, with a blank, a dash or a dot
    /// between two. Of other numbers as long, one in forty reads so.
    package static func stand(in bytes: some Collection<UInt8>) -> Bool {
        // Nearly all that is asked about ends here.
        guard bytes.reduce(0, { $0 + (isDigit($1) ? 1 : 0) }) >= countMin else { return false }
        /// Groups with one sign between two of them; the last is still growing.
        var groups: [[UInt8]] = [[]]
        var last: UInt8 = 0
        /// Of hexadecimal digits, up to here; and whether a number stands in it.
        var piece = HexPiece()
        var isSuspect = false
        for byte in bytes {
            if isDigit(byte) {
                groups[groups.count - 1].append(byte)
            } else {
                isSuspect = isSuspect || endsInCard(groups)
                if isSeparator(byte), isDigit(last) { groups.append([]) } else { groups = [[]] }
            }
            if !piece.takes(byte) {
                if isSuspect, !piece.isDigest { return true }
                (piece, isSuspect) = (HexPiece(), false)
            }
            last = byte
        }
        return (isSuspect || endsInCard(groups)) && !piece.isDigest
    }

    /// A signature or an id of the house's own may have a number's digits among its others. What somebody typed has
    /// no 128 bits of hexadecimal around it.
    private struct HexPiece {
        private var count = 0
        private var hasLetter = false

        mutating func takes(_ byte: UInt8) -> Bool {
            let isLetter = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f")
            guard isLetter || CardDigits.isDigit(byte) else { return false }
            count += 1
            hasLetter = hasLetter || isLetter
            return true
        }

        var isDigest: Bool { hasLetter && count >= 32 }
    }

    private static let countMin = 14

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    /// How numbers of 16, 19, 15 and 14 digits are printed on cards.
    private static let shapes = [[4, 4, 4, 4], [4, 4, 4, 4, 3], [4, 6, 5], [4, 6, 4]]

    private static func endsInCard(_ groups: [[UInt8]]) -> Bool {
        if let whole = groups.last, isCard(whole) { return true }
        return shapes.contains { shape in
            let tail = groups.suffix(shape.count)
            return tail.map(\.count) == shape && isCard(Array(tail.joined()))
        }
    }

    private static func isCard(_ digits: [UInt8]) -> Bool {
        isBrand(digits) && CardNumber(String(decoding: digits, as: UTF8.self))?.passesLuhn == true
    }

    /// The lengths of Visa (4), Mastercard (2, 5), American Express (34, 37), Diners Club (30, 36, 38, 39), JCB (35),
    /// and of Discover, UnionPay and Maestro (6).
    private static func isBrand(_ digits: [UInt8]) -> Bool {
        switch digits.prefix(2).reduce(0, { $0 * 10 + Int($1 - UInt8(ascii: "0")) }) {
        case 40...49: digits.count == 16 || digits.count == 19
        case 22...27, 51...55: digits.count == 16
        case 34, 37: digits.count == 15
        case 35, 60...69: (16...19).contains(digits.count)
        case 30, 36, 38, 39: (countMin...19).contains(digits.count)
        default: false
        }
    }
}
