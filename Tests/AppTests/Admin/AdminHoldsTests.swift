// The desk's new holds: a renewal of one that ends soon, and another try of one that was declined.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing

@Suite("Desk: new holds", .timeLimit(.minutes(5)), .serialized)
struct AdminHoldsTests {
    private static let decliner = "cus_SandboxDecline"

    @Test("a renewal says until when each hold stands and that the card sees two, and leaves one")
    func renew() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let browser = try await desk.browser()
            let path = "/admin/bookings/\(booking)/renew"
            let early = try await browser.page(path)
            #expect(early.status == 409 && early.html.contains("The hold lasts until the lesson is over"))
            let start = desk.now + 20 * 86_400
            _ = try await desk.act(
                "reschedule", booking, #"{"starts_at":\#(start),"ends_at":\#(start + 3600)}"#)
            for list in ["/admin/payments/\(booking)", "/admin/holds"] {
                let html = try await browser.page(list).html
                #expect(
                    html.contains("href=\"\(path)\" aria-label=\"Renew the hold: payment \(booking), Ada\""),
                    "\(html)")
            }
            let page = try await browser.page(path)
            for sentence in [
                "A new hold of $96.00 is placed on the student's newest card", "Nothing is charged.",
                "The present hold ends on <time", "The new one should stand until <time",
                "For a moment the card sees two holds, together $192.00.",
            ] {
                #expect(page.html.contains(sentence), "\(sentence): \(page.html)")
            }
            let form = try page.form("Renew the hold")
            #expect(try await browser.send(form, to: path, mark: "0").status == 403)
            for _ in 0..<2 { #expect(try await browser.send(form, to: path).status == 303) }
            let books = desk.shop.stripe.withStub { $0.books }
            #expect(books.intents.count == 2 && books.amountCapturable == 9600 && books.amountReceived == 0)
            let story = try await browser.page("/admin/payments/\(booking)").html
            #expect(story.contains("authorization renewed $96.00</strong>: renewal, asked for by staff:mia"))
        }
    }

    @Test("a declined hold is tried again from today's page, refused in the card's words, and then stands")
    func authorize() async throws {
        try await Desk.open(customer: Self.decliner) { desk in
            let booking = try await desk.book(inHours: 30).bookingID
            let browser = try await desk.browser()
            let path = "/admin/bookings/\(booking)/authorize"
            let today = try await browser.page("/admin").html
            #expect(
                today.contains("href=\"\(path)\" aria-label=\"Hold the price now: booking \(booking), Ada\""),
                "\(today)")
            let page = try await browser.page(path)
            #expect(
                page.html.contains(
                    "A hold of $96.00 is placed on the student's newest card now. Nothing is charged."))
            #expect(page.html.contains("The card refused it on the last try: "), "\(page.html)")
            let refused = try await browser.send(try page.form("Hold $96.00"), to: path)
            #expect(refused.status == 402)
            #expect(refused.html.contains("Your card was declined."), "\(refused.html)")
            let saved = try await desk.shop.askStripe(
                .post, "/v1/payment_methods/pm_card_visa/attach", "customer=\(Self.decliner)")
            try #require(saved.status == 200, "\(saved.text)")
            let again = try await browser.page(path)
            for _ in 0..<2 {
                let reply = try await browser.send(try again.form("Hold $96.00"), to: path)
                #expect(reply.status == 303, "\(reply.html)")
            }
            #expect(desk.shop.stripe.withStub { $0.books.amountCapturable } == 9600)
            #expect(try await browser.page(path).html.contains("The card holds the amount already."))
        }
    }

    @Test("a hold that the job places later is left to it")
    func notDue() async throws {
        try await Desk.open { desk in
            let far = try await desk.book(inHours: 1000).bookingID
            let browser = try await desk.browser()
            let page = try await browser.page("/admin/bookings/\(far)/authorize")
            #expect(page.status == 409 && page.html.contains("The hold is not due yet"), "\(page.html)")
            #expect(try await !browser.page("/admin/payments/\(far)").html.contains("/authorize\""))
        }
    }
}
