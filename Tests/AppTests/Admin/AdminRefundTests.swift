// The desk's refunds of lessons and of other services' payments: said before, done once, refused in plain words.
import Basics
import CurlClient
import HTTPServer
import Payments
import StripeStub
import Testing

@Suite("Desk: refunds", .timeLimit(.minutes(5)), .serialized)
struct AdminRefundTests {
    @Test("a part of a lesson's payment goes back as the page said, once; then the rest")
    func lesson() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            _ = try await desk.act("complete", booking)
            let browser = try await desk.browser()
            let path = "/admin/bookings/\(booking)/refund"
            #expect(
                try await browser.page("/admin/payments/\(booking)").html.contains(
                    "href=\"\(path)\" aria-label=\"Refund: payment \(booking), Ada\""))
            let whole = try await browser.page(path).html
            #expect(whole.contains("$96.00 goes back to the card: all that is left."))
            let page = try await browser.page("\(path)?amount=40.50")
            for sentence in [
                "<strong>$40.50 goes back to the card.</strong>",
                "Of the $96.00 captured, $55.50 stays with the shop.",
                "Stripe keeps its fee for the charge, and the shop bears it.",
            ] {
                #expect(page.html.contains(sentence), "\(sentence): \(page.html)")
            }
            let form = try page.form("Refund $40.50") + "&note=The+room+was+%3Ccold%3E"
            for _ in 0..<2 {
                let reply = try await browser.send(form, to: path)
                #expect(reply.status == 303 && reply.header("Location") == "/admin/payments/\(booking)")
            }
            let other = try await browser.send(form.replacing("=4050", with: "=4000"), to: path)
            #expect(other.status == 422)
            #expect(other.html.contains("This form was sent before with other fields. Nothing was done"))
            #expect(desk.shop.stripe.withStub { $0.books.amountRefunded } == 4050)
            let story = try await browser.page("/admin/payments/\(booking)").html
            #expect(story.contains("refund, asked for by staff:mia: The room was &lt;cold&gt;"), "\(story)")
            let rest = try await browser.page(path)
            #expect(rest.html.contains("$40.50 was given back before."))
            #expect(try await browser.send(try rest.form("Refund $55.50"), to: path).status == 303)
            #expect(desk.shop.stripe.withStub { $0.books.amountRefunded } == 9600)
            let over = try await browser.page(path)
            #expect(over.status == 409 && over.html.contains("All of the payment was given back"))
            #expect(try await !browser.page("/admin/payments/\(booking)").html.contains(path))
        }
    }

    @Test("more than is left makes no form, and what cannot go back is refused with its reason")
    func refused() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let browser = try await desk.browser()
            let path = "/admin/bookings/\(booking)/refund"
            let held = try await browser.page(path)
            #expect(held.status == 409)
            #expect(held.html.contains("Nothing is captured that could be given back."))
            #expect(try await browser.send("key=k&amount_cents=100", to: path).status == 409)
            _ = try await desk.act("complete", booking)
            let most = try await browser.page("\(path)?amount=96.01").html
            #expect(most.contains("At most what was captured and not given back can be: $96.00."))
            #expect(!most.contains(#"method="post" action="\#(path)""#))
            for mark in [nil, "0"] {
                #expect(try await browser.send("key=m&amount_cents=100", to: path, mark: mark).status == 403)
            }
            #expect(try await browser.send("key=n&amount_cents=9601", to: path).status == 400)
            let package = try await desk.book(
                inHours: 30, ["amount": "400.00", "is_package": "true", "lessons_count": "4"]
            ).bookingID
            let lessons = try await browser.page("/admin/bookings/\(package)/refund")
            #expect(lessons.html.contains("The lesson was paid for with a package"), "\(lessons.html)")
            #expect(desk.shop.stripe.withStub { $0.books.refundCount } == 0)
        }
    }

    @Test("what a bank sent back once is not offered again, and its page says why")
    func cameBack() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held(inHours: 24, ["payment_method": #""pm_card_refundFail""#])
            _ = try await desk.act("complete", booking)
            #expect(try await desk.act("refund", booking).status == 200)
            desk.shop.stripe.withStub { $0.advance(to: WallClock.system.nowSeconds + 86_400) }
            try await desk.shop.run(.missedWebhooks)
            let browser = try await desk.browser()
            let html = try await browser.page("/admin/payments/\(booking)").html
            #expect(html.contains("<dt>Captured</dt>") && !html.contains("<dt>Refunded</dt>"), "\(html)")
            #expect(!html.contains("/refund\""))
            let page = try await browser.page("/admin/bookings/\(booking)/refund")
            #expect(page.status == 409)
            #expect(
                page.html.contains("The bank sent an earlier refund of this payment back"), "\(page.html)")
        }
    }

    @Test("another service's hold is released, and what it collected goes back, each as was said and once")
    func service() async throws {
        try await PaymentDesk.open { desk in
            let (held, collected) = (try await desk.held(), try await desk.held())
            #expect(try await desk.post("/payment/\(collected)/complete").status == 200)
            let browser = try await desk.shop.browser(now: WallClock.system.nowSeconds)
            let list = try await browser.page("/admin/payments").html
            let ids = list.matches(of: #/Payment ([0-9]+)</a>: /#).map { String($0.output.1) }
            try #require(ids.count == 2)
            let release = "/admin/payments/\(ids[1])/cancel"
            #expect(try await browser.page("/admin/payments/\(ids[1])").html.contains("href=\"\(release)\""))
            let page = try await browser.page(release)
            #expect(
                page.html.contains("Nothing is charged: the hold of $100.99 is released."), "\(page.html)")
            for _ in 0..<2 {
                let reply = try await browser.send(try page.form("Cancel the payment"), to: release)
                #expect(reply.status == 303, "\(reply.html)")
            }
            #expect(try await desk.get("/payment/\(held)").json["status"]?.string == "released")
            #expect(try await browser.page(release).status == 409)

            let refund = "/admin/payments/\(ids[0])/refund"
            let part = try await browser.page("\(refund)?amount=0.99")
            #expect(part.html.contains("$0.99 goes back to the card, and $100.00 stays with the house."))
            for _ in 0..<2 {
                #expect(try await browser.send(try part.form("Refund $0.99"), to: refund).status == 303)
            }
            let rest = try await browser.page(refund)
            #expect(rest.html.contains("$100.00 goes back to the card: all that is left."))
            #expect(try await browser.send(try rest.form("Refund $100.00"), to: refund).status == 303)
            #expect(desk.shop.stripe.withStub { $0.books.amountRefunded } == 10_099)
            let story = try await browser.page("/admin/payments/\(ids[0])").html
            #expect(story.contains("refund, asked for by staff:mia"))
            #expect(!story.contains("href=\"\(refund)\""))
            #expect(try await browser.page("/admin/payments/99/refund").status == 404)
        }
    }
}
