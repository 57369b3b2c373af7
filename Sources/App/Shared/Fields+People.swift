// On a request's way: values that tell of people: their names, their mail addresses, the clocks on their walls.
internal import Payments

extension Fields.Value {
    func timeZone(_ name: String) throws(FormFailure) -> String {
        guard case .text(let text) = self, TimeZones.isKnown(text) else { throw .notATimeZone(name) }
        return text
    }

    /// Blanks around it are a slip of the hand.
    func personName(_ name: String, charactersMax: Int) throws(FormFailure) -> String {
        let text = try text(name, charactersMax: charactersMax).withoutOuterBlanks
        guard !text.isEmpty else { throw .empty(name) }
        return text
    }

    /// Upper and lower case stay as typed. Whether mail arrives there is not for a pattern to say.
    func email(_ name: String, charactersMax: Int) throws(FormFailure) -> EmailAddress {
        let text = try characters(name, max: charactersMax).withoutOuterBlanks
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            text.unicodeScalars.allSatisfy({
                !$0.properties.isWhitespace && $0.value >= 0x20 && $0.value != 0x7F
            })
        else { throw .notAnEmail(name) }
        return EmailAddress(text)
    }
}

extension String {
    fileprivate var withoutOuterBlanks: String {
        let start = drop { $0.isWhitespace }
        return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
    }
}
