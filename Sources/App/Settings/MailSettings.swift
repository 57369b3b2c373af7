// At the start: who carries the mails, who writes them, and where they lead.
internal import Basics
package import Payments
package import Reactor

package struct MailSettings: Sendable {
    /// nil: no mail leaves the machine.
    package let server: SMTPSettings?
    package let from: MailAddress
    package let staff: MailAddress?
    package let ratingURL: String?
    /// Where mails go that no server takes.
    let dataDirectory: String
}

extension MailSettings {
    /// One for the whole process.
    ///
    /// - Parameter shelf: takes the mails of a house that keeps nothing.
    package func sender(
        place: BackOfficeSettings.Place, shelf: MailShelf
    ) throws(ReactorFailure) -> any MailSender {
        switch (server, place) {
        case (let server?, _): try SMTPSender.start(server)
        case (nil, .memory): shelf
        case (nil, .folder), (nil, .server): MailFolder(inside: dataDirectory)
        }
    }

    /// nil when something does not fit; the reader then knows what.
    static func read(_ reader: inout SettingsReader) -> MailSettings? {
        let place = reader.read(.smtpURL, parseServer)
        let isServerGiven = reader.environment.value(SettingKey.smtpURL.name) != nil
        let user = reader.read(.smtpUser) { text throws(UnfitValue) in text }
        let password = reader.read(.smtpPassword) { text throws(UnfitValue) in Secret(text) }
        if user != nil, password == nil { reader.refuse(.smtpPassword, "is not set, and SMTP_USER is") }
        if user == nil, password != nil { reader.refuse(.smtpUser, "is not set, and SMTP_PASSWORD is") }
        let from = reader.read(.mailFrom, parseAddress)
        if isServerGiven, reader.environment.value(SettingKey.mailFrom.name) == nil {
            reader.refuse(.mailFrom, "is not set, and SMTP_URL is: a mail server wants to know who writes")
        }
        let staff = reader.read(.staffEmail, parseAddress)
        let ratingURL = reader.read(.ratingURL, parseRatingURL)
        guard let dataDirectory = reader.read(.dataDirectory, { text throws(UnfitValue) in text }) else {
            return nil
        }
        let server = place.map { url, isLoopback in
            SMTPSettings(url: url, user: user, password: password, isLoopback: isLoopback)
        }
        return MailSettings(
            server: server, from: from ?? .local, staff: staff, ratingURL: ratingURL,
            dataDirectory: dataDirectory)
    }

    private static func parseServer(_ text: String) throws(UnfitValue) -> (url: String, isLoopback: Bool) {
        for (scheme, usualPort) in [("smtp", 587), ("smtps", 465)] where text.hasPrefix("\(scheme)://") {
            let rest = text.dropFirst(scheme.utf8.count + 3)
            guard let (host, port) = Origin.splitAuthority(rest) else { break }
            let name = host.contains(":") ? "[\(host)]" : host
            let url = "\(scheme)://\(name):\(port.map(Int.init) ?? usualPort)"
            return (url, Origin.isLoopback(host))
        }
        // The text is not repeated: a password may stand in it, where others write theirs.
        throw UnfitValue(
            "must look like smtp://mail.example.com:587 or smtps://mail.example.com:465. A user's name and password "
                + "have settings of their own: SMTP_USER, SMTP_PASSWORD")
    }

    private static func parseAddress(_ text: String) throws(UnfitValue) -> MailAddress {
        guard let address = MailAddress(text) else {
            throw UnfitValue("must be an address, perhaps with a name: Lessons <lessons@example.com>")
        }
        return address
    }

    private static func parseRatingURL(_ text: String) throws(UnfitValue) -> String {
        let authority = text.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let isPrintable = text.utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 < 0x7F }
        guard isPrintable, text.hasPrefix("https://") || text.hasPrefix("http://"),
            Origin.splitAuthority(authority) != nil
        else { throw UnfitValue("must be a web address such as https://example.com/rate") }
        return text
    }
}
