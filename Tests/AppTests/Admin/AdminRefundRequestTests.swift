// The desk's word on refund requests: what it comes to for whom is said before, and is so afterwards.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing

@Suite("Desk: refund requests", .timeLimit(.minutes(5)), .serialized)
struct AdminRefundRequestTests {
    /// - Returns: the path of the desk's page of a request for a part of a new payment of 50.00.
    private static func asked(
        _ market: Market, _ amount: String? = "12.50", reason: String = "I fell ill."
    ) async throws -> (path: String, payment: Int64) {
        let (payment, _) = try await market.paid()
        return (try await ask(market, payment, amount, reason: reason), payment)
    }

    private static func ask(
        _ market: Market, _ payment: Int64, _ amount: String?, reason: String = "I fell ill."
    ) async throws -> String {
        let part = amount.map { ",\"amount\":\($0)" } ?? ""
        let reply = try await market.post(
            "/api/payments/refund-requests/", #"{"payment_id":\#(payment),"reason":"\#(reason)"\#(part)}"#)
        let id = try #require(reply.json["refund_request"]?["id"]?.integer, "\(reply.text)")
        return "/admin/refund-requests/\(id)"
    }

    private static func refunded(_ market: Market) -> Int64 {
        market.shop.stripe.withStub { $0.books.amountRefunded }
    }

    @Test("an approval says what each gives up, does just that, and does it once")
    func approve() async throws {
        try await Market.open { market in
            let (path, payment) = try await Self.asked(market)
            let browser = try await market.shop.browser(now: market.now)
            for list in ["/admin", "/admin/refund-requests", "/admin/payments/\(payment)"] {
                #expect(try await browser.page(list).html.contains("href=\"\(path)\""), "\(list)")
            }
            let page = try await browser.page(path)
            for sentence in [
                "The student gets $12.50 back.", "The teacher gives up $11.25 and keeps $33.75.",
                "The house gives up $1.25 and stands at $2.00 after Stripe's fee of $1.75, which Stripe keeps.",
                "holds less than $11.25, the house pays all $12.50, and the teacher keeps $45.00.",
            ] {
                #expect(page.html.contains(sentence), "\(sentence): \(page.html)")
            }
            let form = try page.form("Approve $12.50") + "&note=Get+%3Cb%3Ewell%3C%2Fb%3E"
            for _ in 0..<2 {
                let reply = try await browser.send(form, to: "\(path)/approve")
                #expect(reply.status == 303 && reply.header("Location") == path, "\(reply.html)")
            }
            #expect(Self.refunded(market) == 1250)
            let after = try await browser.page(path).html
            #expect(after.contains("$33.75 is the teacher's, $2.00 the house's"), "\(after)")
            #expect(after.contains("by staff:mia on "))
            #expect(after.contains("Get &lt;b&gt;well&lt;/b&gt;"))
            #expect(!after.contains("method=\"post\" action=\"\(path)"))
            let story = try await browser.page("/admin/payments/\(payment)").html
            #expect(story.contains("refund request 1, approved by staff:mia"))
            #expect(story.contains("Together</th><td class=\"amount\">$0.00</td>"))
            #expect(story.contains("A gig is refunded by a refund request"))
        }
    }

    @Test("another amount is said anew; more than is left makes no form and moves nothing")
    func another() async throws {
        try await Market.open { market in
            let (path, _) = try await Self.asked(market)
            let browser = try await market.shop.browser(now: market.now)
            let page = try await browser.page("\(path)?amount=10.25")
            #expect(page.html.contains("The student gets $10.25 back."))
            #expect(page.html.contains("The teacher gives up $9.23 and keeps $35.77."))
            let most = try await browser.page("\(path)?amount=50.01").html
            #expect(most.contains("At most what was paid and not given back can be: $50.00."))
            #expect(!most.contains("action=\"\(path)/approve\""))
            for amount in ["5001", "0", "x"] {
                let reply = try await browser.send(
                    "key=a\(amount)&amount_cents=\(amount)", to: "\(path)/approve")
                #expect(reply.status == 400, "\(amount): \(reply.html)")
            }
            #expect(Self.refunded(market) == 0)
            #expect(
                try await browser.send(try page.form("Approve $10.25"), to: "\(path)/approve").status == 303)
            #expect(Self.refunded(market) == 1025)
        }
    }

    @Test("the last refund of a payment takes what rounding left, and the house is left with Stripe's fee")
    func last() async throws {
        try await Market.open { market in
            let (first, payment) = try await Self.asked(market, "0.05")
            let browser = try await market.shop.browser(now: market.now)
            let part = try await browser.page(first).form("Approve $0.05")
            #expect(try await browser.send(part, to: "\(first)/approve").status == 303)
            let path = try await Self.ask(market, payment, nil)
            let page = try await browser.page(path)
            #expect(page.html.contains("The student gets $49.95 back, all that is left."), "\(page.html)")
            #expect(page.html.contains("The teacher gives up $44.95 and keeps $0.00."))
            #expect(page.html.contains("The house gives up $5.00 and stands at -$1.75"), "\(page.html)")
            #expect(
                try await browser.send(try page.form("Approve $49.95"), to: "\(path)/approve").status == 303)
            let after = try await browser.page(path).html
            #expect(after.contains("$0.00 is the teacher's, -$1.75 the house's"), "\(after)")
            #expect(Self.refunded(market) == 5000)
        }
    }

    @Test("a rejection gives nothing back, and another word after it is refused")
    func reject() async throws {
        try await Market.open { market in
            let (path, _) = try await Self.asked(market, reason: "<script>alert(1)</script>")
            let browser = try await market.shop.browser(now: market.now)
            let page = try await browser.page(path)
            #expect(page.html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
            #expect(page.html.contains("Nothing goes back, and the request is closed."))
            let approve = try page.form("Approve $12.50")
            let reply = try await browser.send(
                try page.form("Reject") + "&note=You+came.", to: "\(path)/reject")
            #expect(reply.status == 303, "\(reply.html)")
            let late = try await browser.send(
                approve.replacing(#/key=[0-9a-f]+/#, with: "key=late"), to: "\(path)/approve")
            #expect(late.status == 409)
            #expect(late.html.contains("This refund request is rejected already."), "\(late.html)")
            #expect(try await browser.page("/admin/refund-requests?status=rejected").html.contains(path))
            #expect(try await !browser.page("/admin/refund-requests").html.contains(path))
            #expect(Self.refunded(market) == 0)
        }
    }

    @Test("nobody decides without a session, or with a form of another's")
    func foreign() async throws {
        try await Market.open { market in
            let (path, _) = try await Self.asked(market)
            let browser = try await market.shop.browser(now: market.now)
            let other = try await market.shop.browser(now: market.now)
            let form = try await browser.page(path).form("Approve $12.50")
            for mark in [nil, "0", other.mark] {
                let reply = try await browser.send(form, to: "\(path)/approve", mark: mark)
                #expect(reply.status == 403)
            }
            for place in [path, "/admin/refund-requests"] {
                let page = PageReply(try await market.shop.getRaw(place))
                #expect(page.status == 303 && page.header("Location") == "/admin/sign-in")
            }
            #expect(try await browser.page("/admin/refund-requests/99").status == 404)
            #expect(try await browser.page("/admin/refund-requests?status=x").status == 400)
            #expect(Self.refunded(market) == 0)
        }
    }
}
