// Under tokens: one entry of a published key set, as the key that it stands for.
internal import Basics

/// Why an entry gives no key.
enum WebKeyFlaw: Error, Equatable {
    /// A secret that was published.
    case symmetric
    /// The half of a pair that nobody may know.
    case privateKey
    /// For another purpose, not understood, or no key at all. The text holds nothing of the entry.
    case unfit(String)
}

extension TokenKey {
    /// - Parameter entry: a JSON Web Key (RFC 7517 section 4, RFC 7518 section 6).
    init(webKey entry: JSON) throws(WebKeyFlaw) {
        let key = WebKey(entry)
        let kind = try key.kind()
        try key.checkPurpose(kind)
        self.init(try key.publicKey(kind), id: try key.text("kid"))
    }
}

/// Reads an entry's members.
private struct WebKey {
    private let json: JSON

    init(_ json: JSON) {
        self.json = json
    }

    /// Of a member that has to be a string, where it is there at all.
    func text(_ name: String) throws(WebKeyFlaw) -> String? {
        guard let member = json[name] else { return nil }
        guard let text = member.string else { throw .unfit("its \(name) is no string") }
        return text
    }

    /// What must not be published is looked for first, whatever else is the matter.
    func kind() throws(WebKeyFlaw) -> PublicKey.Kind {
        let type = json["kty"]?.string
        guard type != "oct" else { throw .symmetric }
        let secrets = type == "RSA" ? ["d", "p", "q", "dp", "dq", "qi", "oth"] : ["d"]
        guard !secrets.contains(where: { json[$0] != nil }) else { throw .privateKey }
        guard json.hasUniqueNames else { throw .unfit("it is no object, or names a member twice") }
        switch try text("kty") {
        case "RSA": return .rsa
        case "EC":
            guard try text("crv") == "P-256" else { throw .unfit("its crv is not P-256") }
            return .p256
        default: throw .unfit("its kty is neither RSA nor EC")
        }
    }

    /// A key that is for something else proves no token, although it could.
    func checkPurpose(_ kind: PublicKey.Kind) throws(WebKeyFlaw) {
        if let use = try text("use"), use != "sig" { throw .unfit("its use is not sig") }
        if let operations = json["key_ops"] {
            guard operations.elements.contains(where: { $0.string == "verify" }) else {
                throw .unfit("its key_ops have no verify")
            }
        }
        let algorithm = TokenKey.Algorithm(kind).rawValue
        if let named = try text("alg"), named != algorithm { throw .unfit("its alg is not \(algorithm)") }
    }

    func publicKey(_ kind: PublicKey.Kind) throws(WebKeyFlaw) -> PublicKey {
        do {
            switch kind {
            case .rsa: return try PublicKey(modulus: try number("n"), exponent: try number("e"))
            case .p256: return try PublicKey(p256X: try number("x"), y: try number("y"))
            }
        } catch let flaw as WebKeyFlaw {
            throw flaw
        } catch {
            throw .unfit("\(error)")
        }
    }

    /// Big-endian bytes (RFC 7518 section 2, Base64urlUInt).
    private func number(_ name: String) throws(WebKeyFlaw) -> [UInt8] {
        guard let text = try text(name) else { throw .unfit("it has no \(name)") }
        guard let bytes = Base64URL.decode(Array(text.utf8)[...]), !bytes.isEmpty else {
            throw .unfit("its \(name) is not base64url")
        }
        return bytes
    }
}
