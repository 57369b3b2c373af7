// Proves from where a page may be told to load Stripe.js.
import App
import Testing

@Suite("STRIPE_JS_URL", .timeLimit(.minutes(5)))
struct SettingsScriptTests {
    private func load(_ script: String?, live: Bool = false) throws -> Settings {
        let keys = live ? SettingsTests.live : SettingsTests.keys
        return try SettingsTests.load(keys.merging(script.map { ["STRIPE_JS_URL": $0] } ?? [:]) { $1 })
    }

    @Test("it is Stripe's own when nothing is said")
    func standard() throws {
        #expect(try load(nil).stripe.script.description == "https://js.stripe.com/v3/")
    }

    @Test(
        "an address with a path is taken",
        arguments: [
            "https://js.stripe.com/basil/stripe.js", "http://localhost:12111/v3/",
            "http://[::1]:12111/v3/", "https://stub.example.com/v3",
        ])
    func taken(text: String) throws {
        #expect(try load(text).stripe.script.description == text)
    }

    @Test(
        "plain http from another machine, a query and what could end a header's value are refused",
        arguments: [
            "http://stripe.example.com/v3/", "https://js.stripe.com", "https://js.stripe.com/v3/?a=b",
            "https://user@js.stripe.com/v3/", "https://js.stripe.com/v3/;",
            "https://js.stripe.com/v3/ 'unsafe-inline'",
            "js.stripe.com/v3/", "ftp://localhost/v3/", "//js.stripe.com/v3/",
        ])
    func refused(text: String) throws {
        let failure = try #require(throws: SettingsFailure.self) { try load(text) }
        #expect(failure.problems.map(\.key) == ["STRIPE_JS_URL"])
    }

    @Test("real cards are typed into Stripe's own script only")
    func live() throws {
        #expect(try load(nil, live: true).stripe.mode == .live)
        let failure = try #require(throws: SettingsFailure.self) {
            try load("https://js.example.com/v3/", live: true)
        }
        #expect(failure.problems.map(\.key) == ["STRIPE_JS_URL"])
    }
}
