// The desk's buttons: each says what it will do, and does just that, once.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing

@Suite("Desk: buttons", .timeLimit(.minutes(5)), .serialized)
struct AdminActionsTests {
    @Test("a capture of a part says what is taken and released, does it, and does it once")
    func part() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let browser = try await desk.browser()
            let path = "/admin/bookings/\(booking)/capture"
            #expect(try await browser.page(path).html.contains("$96.00 is taken: all that is held."))
            let page = try await browser.page("\(path)?amount=40.50")
            #expect(page.html.contains("$40.50 is taken, and $55.50 of the hold is released."))
            let form = try page.form("Capture $40.50")
            for _ in 0..<2 {
                let reply = try await browser.send(form, to: path)
                #expect(reply.status == 303, "\(reply.html)")
                #expect(reply.header("Location")?.hasPrefix("/admin/payments/") == true)
            }
            #expect(try await desk.stripe(booking)["amount_received"]?.integer == 4050)
            #expect(desk.shop.stripe.withStub { $0.books.amountReceived } == 4050)
            let again = try await browser.page(path)
            #expect(again.status == 409)
            #expect(again.html.contains("A hold can be captured once."))
        }
    }

    @Test("more than is held, or no amount at all, makes no form")
    func tooMuch() async throws {
        try await Desk.open { desk in
            let path = "/admin/bookings/\(try await desk.held())/capture"
            let browser = try await desk.browser()
            let page = try await browser.page("\(path)?amount=96.01").html
            #expect(page.contains("At most what is held can be captured, which is $96.00."))
            #expect(!page.contains(#"method="post" action="\#(path)""#))
            #expect(try await browser.page("\(path)?amount=x").status == 400)
            #expect(try await browser.send("key=k&amount_cents=9601", to: path).status == 400)
            #expect(desk.shop.stripe.withStub { $0.books.amountReceived } == 0)
        }
    }

    @Test("a cancel says what it comes to for either party, and does what it promised")
    func cancel() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held(inHours: 2)
            let browser = try await desk.browser()
            let path = "/admin/bookings/\(booking)/cancel"
            let page = try await browser.page(path)
            let html = page.html
            #expect(
                html.contains("The instructor cancels: Nothing is charged: the hold of $96.00 is released."))
            #expect(html.contains("The student cancels: "))
            let reply = try await browser.send(try page.form("Cancel for the instructor"), to: path)
            #expect(reply.status == 303, "\(reply.html)")
            #expect(try await desk.get("/bookings/\(booking)").paymentStatus == "released")
            #expect(try await browser.page(path).status == 409)
        }
    }

    @Test(
        "a lesson that somebody did not come to is settled as the page said, and before it begins there is no button",
        arguments: [("student", "captured"), ("instructor", "released")])
    func noShow(party: String, outcome: String) async throws {
        try await Desk.open { desk in
            let booking = try await desk.held(inHours: 2)
            let path = "/admin/bookings/\(booking)/no-show"
            let places = ["/admin", "/admin/payments/\(booking)"]
            let early = try await desk.browser()
            for place in places { #expect(try await !early.page(place).html.contains(path)) }
            desk.advance(2 * 3600)
            let browser = try await desk.browser()
            for place in places { #expect(try await browser.page(place).html.contains(path), "\(place)") }
            let page = try await browser.page(path)
            #expect(page.html.contains("The student did not come: $96.00 is charged."), "\(page.html)")
            #expect(
                page.html.contains(
                    "The instructor did not come: Nothing is charged: the hold of $96.00 is released."))
            let reply = try await browser.send(try page.form("The \(party) did not come"), to: path)
            #expect(reply.status == 303, "\(reply.html)")
            #expect(try await desk.get("/bookings/\(booking)").paymentStatus == outcome)
            #expect(try await browser.page(path).status == 409)
        }
    }

    @Test("a form without its session's mark moves nothing")
    func foreign() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let (browser, other) = (try await desk.browser(), try await desk.browser())
            let path = "/admin/bookings/\(booking)/complete"
            let page = try await browser.page(path)
            #expect(page.html.contains("The lesson was taught: $96.00 is taken, all that is held."))
            let form = try page.form("Complete the lesson")
            for mark in [nil, "0", other.mark] {
                #expect(try await browser.send(form, to: path, mark: mark).status == 403)
            }
            #expect(try await desk.get("/bookings/\(booking)").paymentStatus == "authorized")
            #expect(try await browser.send(form, to: path).status == 303)
            #expect(try await desk.get("/bookings/\(booking)").paymentStatus == "captured")
        }
    }

    @Test("the unused lessons of a package are paid back as the page said")
    func package() async throws {
        try await Desk.open { desk in
            let booking = try await desk.book([
                "amount": "400.00", "is_package": "true", "lessons_count": "4",
            ])
            #expect(booking.paymentStatus == "captured", "\(booking.text)")
            let browser = try await desk.browser()
            let path = "/admin/bookings/\(booking.bookingID)/refund-package"
            let page = try await browser.page(path)
            #expect(page.html.contains("3 of 4 lessons are unused: at most $300.00 goes"), "\(page.html)")
            let form = try page.form("Refund the unused lessons")
            #expect(try await browser.send(form, to: path).status == 303)
            #expect(desk.shop.stripe.withStub { $0.books.refundCount } == 1)
            #expect(try await browser.page(path).html.contains("No lesson of this package is unused."))
        }
    }
}
