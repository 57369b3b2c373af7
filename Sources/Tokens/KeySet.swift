// Under tokens: the public keys that whoever signs the tokens has published.
internal import Basics

/// A JSON Web Key Set (RFC 7517 section 5).
///
/// As the RFC advises, entries that are not understood, that lack something or are out of range are passed over. The
/// set as a whole is refused where it gives away what must be kept, or where it leaves open which key is meant.
package struct KeySet: Sendable {
    package static let bytesMax = 256 * 1024
    package static let entriesMax = 100

    private let keys: [TokenKey]
    /// Of the entries that prove nothing here: which, counted from 1, and why.
    package let passedOver: [String]

    package var count: Int { keys.count }

    package init(_ document: [UInt8]) throws(KeySetFailure) {
        var keys: [(place: Int, key: TokenKey)] = []
        var passedOver: [String] = []
        for (index, entry) in try Self.entries(document).enumerated() {
            let place = index + 1
            do throws(WebKeyFlaw) {
                keys.append((place, try TokenKey(webKey: entry)))
            } catch {
                switch error {
                case .symmetric: throw .symmetric(place: place)
                case .privateKey: throw .privateKey(place: place)
                case .unfit(let reason): passedOver.append("key \(place): \(reason)")
                }
            }
        }
        try Self.checkNames(keys)
        guard !keys.isEmpty else { throw .noUsableKey(passedOver) }
        self.keys = keys.map(\.key)
        self.passedOver = passedOver
    }

    /// By its name and nothing else; who names no key means the only one. The algorithm is the key's: a token that
    /// says another is refused, not obeyed (RFC 8725 section 3.1).
    func key(for token: SignedToken) throws(TokenFailure) -> TokenKey {
        let key: TokenKey
        if let name = token.keyID {
            guard let named = keys.first(where: { $0.id?.isSameText(as: name) == true }) else {
                throw .unknownKey
            }
            key = named
        } else {
            guard keys.count == 1 else { throw .noKeyName }
            key = keys[0]
        }
        guard key.algorithm == token.algorithm else { throw .otherAlgorithm }
        return key
    }

    private static func entries(_ document: [UInt8]) throws(KeySetFailure) -> [JSON] {
        guard document.count <= bytesMax else { throw .tooLarge }
        guard let set = try? JSON(document), set.hasUniqueNames, let keys = set["keys"], keys.kind == .array
        else { throw .noSet }
        let entries = keys.elements
        guard entries.count <= entriesMax else { throw .tooManyKeys(entries.count) }
        return entries
    }

    /// RFC 7517 section 4.5 lets keys of different kinds share a name; here a name is one key's.
    private static func checkNames(_ keys: [(place: Int, key: TokenKey)]) throws(KeySetFailure) {
        var places: [[UInt8]: Int] = [:]
        for (place, key) in keys {
            guard let name = key.id.map({ Array($0.utf8) }) else { continue }
            if let first = places.updateValue(place, forKey: name) {
                throw .sharedName(places: [first, place])
            }
        }
    }
}

/// Why a set cannot be used: for whoever configures the server, with the mend. Holds nothing of the set.
package enum KeySetFailure: Error, Equatable, CustomStringConvertible {
    case tooLarge
    case noSet
    case tooManyKeys(Int)
    case symmetric(place: Int)
    case privateKey(place: Int)
    case sharedName(places: [Int])
    case noUsableKey([String])

    package var description: String {
        switch self {
        case .tooLarge: "it is larger than \(KeySet.bytesMax) bytes"
        case .noSet: "it is no key set: JSON, an object with an array of keys in `keys` (RFC 7517)"
        case .tooManyKeys(let count): "it has \(count) keys: \(KeySet.entriesMax) at most"
        case .symmetric(let place):
            "key \(place) is a secret (kty oct), with which every reader of the set can make tokens: make a pair of "
                + "keys, and publish the public one"
        case .privateKey(let place):
            "key \(place) is a private key (it has a d), with which every reader of the set can make tokens: make "
                + "another pair of keys, and publish only the public one"
        case .sharedName(let places):
            "keys \(places.map(String.init).joined(separator: " and ")) have one kid, and a token could mean either: "
                + "give each key a kid of its own"
        case .noUsableKey(let reasons):
            (["no key in it can prove a token"] + reasons).joined(separator: "; ")
        }
    }
}
