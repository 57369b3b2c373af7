// Proves who carries the mails, and which settings of theirs are refused and how.
import App
import Basics
import Payments
import Testing

@Suite("Settings of mails", .timeLimit(.minutes(5)))
struct MailSettingsTests {
    private static let server = [
        "SMTP_URL": "smtp://mail.example.com", "MAIL_FROM": "Lessons <lessons@example.com>",
    ]

    private func load(_ values: [String: String], sandbox: Bool = false) throws -> MailSettings {
        try SettingsTests.load(SettingsTests.keys.merging(values) { $1 }, sandbox: sandbox).mail
    }

    /// The only problem of `values`: its key and its text.
    private func problem(_ values: [String: String]) throws -> (key: String?, text: String) {
        let failure = try #require(throws: SettingsFailure.self) { try load(values) }
        #expect(failure.problems.count == 1, "\(failure)")
        let problem = try #require(failure.problems.first)
        return (problem.key, problem.text)
    }

    @Test("unset, no mail leaves the machine: files, and in the sandbox the shelf")
    func defaults() throws {
        let mail = try load([:])
        #expect(mail.server == nil)
        #expect(mail.from == .local)
        #expect(mail.staff == nil)
        #expect(mail.ratingURL == nil)
        let shelf = MailShelf()
        #expect(try mail.sender(place: .memory, shelf: shelf) as? MailShelf === shelf)
        #expect(try mail.sender(place: .folder("data"), shelf: shelf) is MailFolder)
    }

    @Test("a server has its usual port, and TLS unless it is on this machine")
    func servers() throws {
        for (text, url, isLoopback) in [
            ("smtp://mail.example.com", "smtp://mail.example.com:587", false),
            ("smtps://mail.example.com", "smtps://mail.example.com:465", false),
            ("smtp://Mail.Example.com:25", "smtp://mail.example.com:25", false),
            ("smtp://localhost:1025", "smtp://localhost:1025", true),
            ("smtp://[::1]:1025", "smtp://[::1]:1025", true),
        ] {
            let mail = try load(Self.server.merging(["SMTP_URL": text]) { $1 })
            #expect(mail.server?.url == url)
            #expect(mail.server?.isLoopback == isLoopback)
        }
    }

    @Test("user, password, sender, staff and the rating page are taken; no print shows the password")
    func all() throws {
        let mail = try load(
            Self.server.merging([
                "SMTP_USER": "ada", "SMTP_PASSWORD": "p4ssw0rd", "STAFF_EMAIL": "office@example.com",
                "RATING_URL": "https://example.com/rate?us=1",
            ]) { $1 })
        #expect(mail.server?.user == "ada")
        #expect(mail.server?.password?.reveal() == "p4ssw0rd")
        #expect(mail.from == MailAddress(name: "Lessons", address: "lessons@example.com"))
        #expect(mail.staff == MailAddress(address: "office@example.com"))
        #expect(mail.ratingURL == "https://example.com/rate?us=1")
        #expect(!String(reflecting: mail).contains("p4ssw0rd"))
    }

    @Test(
        "an address of a server that is none is refused, and not repeated: a password may be in it",
        arguments: [
            "mail.example.com", "http://mail.example.com", "smtp://", "smtp://ada:s3cret@mail.example.com",
            "smtp://mail.example.com/path", "smtp://mail.example.com:0", "smtp://mail.example.com:99999",
        ])
    func badServer(url: String) throws {
        let problem = try problem(Self.server.merging(["SMTP_URL": url]) { $1 })
        #expect(problem.key == "SMTP_URL")
        #expect(problem.text.contains("smtp://mail.example.com:587") && !problem.text.contains("s3cret"))
    }

    @Test("what belongs together is asked for together")
    func incomplete() throws {
        #expect(try problem(["SMTP_URL": "smtp://mail.example.com"]).key == "MAIL_FROM")
        #expect(try problem(Self.server.merging(["SMTP_USER": "ada"]) { $1 }).key == "SMTP_PASSWORD")
        #expect(try problem(Self.server.merging(["SMTP_PASSWORD": "x"]) { $1 }).key == "SMTP_USER")
    }

    @Test("addresses that are none, and pages that are none, are refused")
    func badAddresses() throws {
        #expect(try problem(["MAIL_FROM": "Lessons"]).key == "MAIL_FROM")
        #expect(try problem(["STAFF_EMAIL": "a@b, c@d"]).key == "STAFF_EMAIL")
        for url in ["example.com/rate", "javascript:alert(1)", "https://", "https://a b", "https://a/\u{E9}"]
        {
            #expect(try problem(["RATING_URL": url]).key == "RATING_URL")
        }
    }
}
