// At the start: public keys as the settings name them: by files, or by an address.
internal import Basics
internal import Tokens

enum KeySettings {
    /// The names of files, with commas between them.
    static func publicKeys(_ text: String) throws(UnfitValue) -> [TokenKey] {
        // The text of a key in place of its file's name is not repeated: it may be the private one.
        guard !text.contains("-----") else { throw UnfitValue("must be the name of a file, not a key") }
        var keys: [TokenKey] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            keys.append(try publicKey(inFile: String(item.drop { $0 == " " })))
        }
        return keys
    }

    private static func publicKey(inFile path: String) throws(UnfitValue) -> TokenKey {
        do {
            guard let file = try EnvironmentFile.load(path) else {
                throw UnfitValue("names a file that is not there: \(path)")
            }
            return try TokenKey(pem: Array(file.text.reveal().utf8))
        } catch let failure as TokenKeyFailure {
            throw UnfitValue(
                "\(path) cannot be used: \(failure). It is made of a private key by: openssl pkey -pubout")
        } catch let failure as UnfitValue {
            throw failure
        } catch {
            throw UnfitValue("\(error)")
        }
    }

    /// Read now, so that a server with keys that are no good does not start.
    static func keySetFile(_ path: String) throws(UnfitValue) -> KeyFile {
        guard !path.hasPrefix("{") else { throw UnfitValue("must be the name of a file, not a key set") }
        do throws(KeyFileFailure) {
            return try KeyFile(path)
        } catch {
            throw UnfitValue("names \(path), which \(error)")
        }
    }

    /// Not asked now: a server starts also while another one is down.
    static func keySetURL(_ text: String) throws(UnfitValue) -> String {
        guard let hostStart = text.firstRange(of: "://")?.upperBound,
            let slash = text[hostStart...].firstIndex(of: "/"), let origin = Origin(String(text[..<slash])),
            text[slash...].utf8.allSatisfy({ $0.isLetterOrDigit || "/-_.~%?&=+,:@".utf8.contains($0) })
        else {
            throw UnfitValue("must be an address with a path, such as https://sign-in.example.com/jwks.json")
        }
        guard origin.scheme == .https || origin.isLoopback else {
            throw UnfitValue(
                "must begin with https://, or whoever stands between could give you keys of their own; plain http "
                    + "goes only to localhost, 127.0.0.0/8 or ::1")
        }
        return "\(origin)\(text[slash...])"
    }
}
