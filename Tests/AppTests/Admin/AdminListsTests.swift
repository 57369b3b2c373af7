// The desk's lists and one payment's page: what can be found, and what stands there.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing

@Suite("Desk: lists", .timeLimit(.minutes(5)), .serialized)
struct AdminListsTests {
    private static func ids(_ what: String, in html: String) -> [Int64] {
        html.matches(of: #/(Booking|Payment) ([0-9]+)</a>: /#).filter { $0.output.1 == what }
            .compactMap { Int64($0.output.2) }
    }

    private static func person(_ name: String, _ email: String, _ desk: Desk) async throws -> Int64 {
        let reply = try await desk.post(
            "/students", #"{"name":"\#(name)","email":"\#(email)","time_zone":"UTC","subject":"\#(email)"}"#)
        return try #require(reply.json["student"]?["id"]?.integer, "\(reply.text)")
    }

    @Test("bookings and payments are found by their number, by name and by mail address, whatever the case")
    func search() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            _ = try await desk.held(inHours: 30)
            let browser = try await desk.browser()
            for query in ["?q=\(booking)", "?q=aDa", "?q=ADA%40example", "?student_id=\(desk.student)"] {
                let list = try await browser.page("/admin/bookings\(query)")
                #expect(list.status == 200)
                #expect(Self.ids("Booking", in: list.html).contains(booking), "\(query)")
                let payments = try await browser.page("/admin/payments\(query)").html
                #expect(!Self.ids("Payment", in: payments).isEmpty, "\(query)")
            }
            for query in ["?q=99999", "?student_id=999"] {
                let list = try await browser.page("/admin/bookings\(query)").html
                #expect(list.contains("Nothing to show."))
            }
            let nobody = try await browser.page("/admin/bookings?q=da").html
            #expect(nobody.contains("No student goes by that name."))
        }
    }

    @Test("of several people with such a name the desk asks whose is meant, and escapes what was typed")
    func several() async throws {
        try await Desk.open { desk in
            let other = try await Self.person("Adam <b>", "adam@example.com", desk)
            let html = try await desk.browser().page("/admin/payments?q=ad").html
            #expect(html.contains(#"<a href="/admin/payments?student_id=\#(other)">Adam &lt;b&gt;</a>"#))
            #expect(html.contains("student_id=\(desk.student)"))
            let typed = try await desk.browser().page("/admin/payments?q=%22%3E%3Cscript%3E").html
            #expect(typed.contains(#"value="&quot;&gt;&lt;script&gt;""#))
        }
    }

    @Test("pages of a list hold each row once, the newest first, within its filter")
    func pages() async throws {
        try await Desk.open { desk in
            var made: [Int64] = []
            for hour in 0..<5 { made.append(try await desk.held(inHours: 24 + 2 * Int64(hour))) }
            _ = try await desk.act("cancel", made.removeFirst(), #"{"by":"student"}"#)
            let browser = try await desk.browser()
            var seen: [Int64] = []
            var path: String? = "/admin/bookings?payment_status=authorized&limit=2"
            while let next = path {
                let html = try await browser.page(next).html
                seen += Self.ids("Booking", in: html)
                path = html.firstMatch(of: #/rel="next" href="([^"]+)"/#).map {
                    $0.output.1.replacing("&amp;", with: "&") + "&limit=2"
                }
            }
            #expect(seen == made.reversed())
            let empty = try await browser.page("/admin/bookings?status=&payment_status=&q=")
            #expect(Self.ids("Booking", in: empty.html).count == 5)
            #expect(try await browser.page("/admin/bookings?status=x").status == 400)
            #expect(try await browser.page("/admin/payments?cursor=x").status == 400)
        }
    }

    @Test(
        "a payment's page tells every step with its cause, what may be done, and ledger lines that come to nothing"
    )
    func payment() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let browser = try await desk.browser()
            let path = "/admin/payments/\(booking)"
            let held = try await browser.page(path).html
            for action in ["capture", "complete", "cancel"] {
                #expect(held.contains("href=\"/admin/bookings/\(booking)/\(action)\""))
            }
            _ = try await desk.act("complete", booking)
            let html = try await browser.page(path).html
            #expect(html.contains("<dt>Captured</dt><dd>$96.00</dd>"))
            for fact in [
                "authorized $96.00", "captured $96.00", "complete, asked for by staff", "lesson income",
            ] {
                #expect(html.contains(fact), "\(fact)")
            }
            #expect(html.contains("Together</th><td class=\"amount\">$0.00</td>"))
            #expect(!html.contains("/capture\""))
            for path in ["/admin/payments/999", "/admin/payments/x"] {
                #expect(try await browser.page(path).status == 404)
            }
        }
    }
}
