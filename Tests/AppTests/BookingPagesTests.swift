// What whoever has a booking's link sees, over the wire; and what nobody sees without it.
import Basics
import CurlClient
import Foundation
import StripeStub
import Testing

@Suite("Booking pages", .timeLimit(.minutes(5)), .serialized)
struct BookingPagesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/pages")

    /// The ports and secrets of the shop are its own.
    static func expectGolden(_ html: String, _ name: String) throws {
        let html = html.replacing(#/http:\/\/localhost:[0-9]+/#, with: "http://localhost:8080")
            .replacing(#/signature=[0-9a-f]+/#, with: "signature=7a7e")
        let file = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["RECORD"] == "yes" {
            try html.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == html, "\(name)")
    }

    /// A booking in each of the six states of its payment.
    private static func booking(_ status: String, _ desk: Desk) async throws -> Int64 {
        switch status {
        case "pending": return try await desk.book(inHours: 240).bookingID
        case "failed":
            let declined: [String: String?] = [
                "student_id": nil, "customer_id": #""cus_SandboxDecline""#,
            ]
            return try await desk.book(declined).bookingID
        default: break
        }
        let booking = try await desk.held()
        switch status {
        case "captured": _ = try await desk.act("complete", booking)
        case "refunded":
            _ = try await desk.act("capture-payment", booking)
            _ = try await desk.act("cancel", booking, #"{"by":"instructor"}"#)
        case "released": _ = try await desk.act("cancel", booking, #"{"by":"student"}"#)
        default: break
        }
        return booking
    }

    private static let texts: [(status: String, icon: String, text: String)] = [
        ("pending", "⏳", "Payment pending"),
        ("authorized", "💳", "$96.00 reserved • Charged after lesson"),
        ("captured", "✅", "$96.00 paid"),
        ("failed", "❌", "Payment failed • Please use another card"),
        ("refunded", "↩️", "$96.00 refunded"),
        ("released", "⏳", "Nothing was charged"),
    ]

    @Test(
        "the page of each state is its golden file, and says its text and icon (RECORD=yes writes them anew)",
        arguments: texts.indices)
    func golden(index: Int) async throws {
        let item = Self.texts[index]
        try await Desk.open { desk in
            desk.clock.withLock { $0 = 1_800_000_000 }
            let booking = try await Self.booking(item.status, desk)
            let path = try await desk.statusPath(booking)
            let page = try await desk.page(path)
            #expect(page.status == 200)
            #expect(
                page.html.contains(
                    #"<span class="icon" aria-hidden="true">\#(item.icon)</span> \#(item.text)</h3>"#))
            try Self.expectGolden(page.html, "status-\(item.status).html")

            let json = try await desk.shop.get(path, headers: ["Accept: application/json"]).json
            #expect(json["payment_status"]?.string == item.status)
            #expect(json["text"]?.string == item.text)
            #expect(json["icon"]?.string == item.icon)
            let refund = item.status == "refunded" ? 9600 : 0
            #expect(json["refund_amount_cents"]?.integer == Int64(refund))
            #expect(json["timeline"]?.elements.first?["text"]?.string == "Lesson booked")
        }
    }

    @Test("a page is nobody else's: no cache keeps it, no script runs in it, and no address of it leaks")
    func headers() async throws {
        try await Desk.open { desk in
            let page = try await desk.page(try await desk.statusPath(try await desk.held()))
            #expect(page.header("Cache-Control") == "no-store")
            #expect(page.header("Referrer-Policy") == "no-referrer")
            #expect(page.header("Content-Type") == "text/html; charset=utf-8")
            let policy = try #require(page.header("Content-Security-Policy"))
            #expect(policy.hasPrefix("default-src 'none'; style-src 'self';"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("script-src"))
            #expect(!page.html.contains("<script"))
            #expect(!page.html.contains("style="))
            for link in page.html.matches(of: #/(?:href|src)="(\/[^"]*)"/#) {
                #expect(try await desk.shop.getRaw(String(link.output.1)).status == 200, "\(link.output.1)")
            }
        }
    }

    @Test("a link that was not made for this page of this booking opens what no booking opens: nothing")
    func signatures() async throws {
        try await Desk.open { desk in
            let (one, rating) = try await desk.taught()
            let two = try await desk.held(inHours: 30)
            let path = try await desk.statusPath(one)
            let signature = try #require(path.split(separator: "=").last)
            let rated = try #require(rating.split(separator: "=").last)
            let missing = try await desk.page("/bookings/999/status?signature=\(signature)")
            #expect(missing.status == 404)
            for wrong in [
                "/bookings/\(two)/status?signature=\(signature)", "/bookings/\(one)/status",
                "/bookings/\(one)/status?signature=", "/bookings/\(one)/status?signature=\(rated)",
                "/bookings/\(one)/rating?signature=\(signature)",
                "/bookings/\(one)/status?signature=\(signature.dropLast())",
                "/bookings/\(one)/status?signature=\(signature)&signature=\(signature)",
                "/bookings/0\(one)/status?signature=\(signature)", "/bookings/x/status?signature=%zz",
            ] {
                let page = try await desk.page(wrong)
                #expect(page.status == 404, "\(wrong)")
                #expect(page.html == missing.html, "\(wrong)")
            }
            let posted = try await desk.send(
                "stars=1", to: "/bookings/\(one)/rating?signature=\(signature)")
            #expect(posted.status == 404)
            let json = try await desk.shop.get(
                "/bookings/\(one)/status?signature=0", headers: ["Accept: text/html;q=0.5, application/json"])
            #expect(json.status == 404)
            #expect(json.problem == "not_found")
        }
    }

    @Test("no name is obeyed, and none turns what follows it")
    func escaping() async throws {
        try await Desk.open { desk in
            let added = try await desk.post(
                "/instructors",
                #"{"name":"<script>alert(\"1\")</script>'&\u202e","email":"eve@example.com"}"#)
            let eve = try #require(added.json["instructor"]?["id"]?.integer, "\(added.text)")
            let booking = try await desk.held(["instructor_id": "\(eve)"])
            let page = try await desk.page(try await desk.statusPath(booking))
            #expect(page.html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;\u{FFFD}"))
            #expect(!page.html.contains("<script"))
            #expect(!page.html.unicodeScalars.contains("\u{202E}"))
        }
    }

    @Test("times are the student's, and the page names whose")
    func zone() async throws {
        try await Desk.open { desk in
            desk.clock.withLock { $0 = 1_800_000_000 }  // 15 January 2027, 08:00 UTC
            let page = try await desk.page(try await desk.statusPath(try await desk.held()))
            #expect(page.html.contains("<dd>9:00 AM to 10:00 AM (Europe/Berlin, UTC+01:00)</dd>"))
            #expect(page.html.contains("<dd>Saturday, January 16, 2027</dd>"))
            #expect(page.html.contains("All times are those of Europe/Berlin."))
        }
    }
}

@Suite("Ratings", .timeLimit(.minutes(5)), .serialized)
struct BookingRatingTests {
    @Test("the rating page is its golden file, before and after (RECORD=yes writes them anew)")
    func golden() async throws {
        try await Desk.open { desk in
            desk.clock.withLock { $0 = 1_800_000_000 }
            let (_, path) = try await desk.taught()
            try BookingPagesTests.expectGolden(try await desk.page(path).html, "rating.html")
            let rated = try await desk.send("stars=5&comment=Fine", to: path)
            try BookingPagesTests.expectGolden(rated.html, "rating-sent.html")
        }
    }

    @Test("a lesson is rated once: who sends another word is shown the first")
    func once() async throws {
        try await Desk.open { desk in
            let (booking, path) = try await desk.taught()
            let asked = try await desk.page(path)
            #expect(asked.html.contains(#"<form method="post">"#))
            #expect(asked.html.matches(of: #/type="radio" name="stars" value="[1-5]" required/#).count == 5)
            let thanked = try await desk.send("stars=4&comment=Good%0D%0A%3Cb%3E", to: path)
            #expect(thanked.status == 200)
            #expect(thanked.html.contains("You gave 4 of 5 stars."))
            #expect(thanked.html.contains("Good\n&lt;b&gt;</blockquote>"))
            let again = try await desk.send("stars=1&comment=Bad", to: path)
            #expect(again.status == 200)
            #expect(again.html == thanked.html)
            #expect(try await desk.page(path).html == thanked.html)
            #expect(
                try await desk.get("/bookings/\(booking)").json["rating"]?["stars"]?.integer == 4)
        }
    }

    @Test("staff and the instructor read the rating, and nobody else")
    func readers() async throws {
        try await Desk.open { desk in
            let (booking, path) = try await desk.taught()
            #expect(try await desk.get("/bookings/\(booking)").json["rating"]?.isNull == true)
            _ = try await desk.send("stars=5&comment=", to: path)
            for person in [Desk.Person.staff, .grace] {
                let rating = try await desk.get("/bookings/\(booking)", as: person).json["rating"]
                #expect(rating?["stars"]?.integer == 5)
                #expect(rating?["comment"]?.string == "")
            }
            for person in [Desk.Person.ada, .service] {
                #expect(try await desk.get("/bookings/\(booking)", as: person).json["rating"] == nil)
            }
        }
    }

    @Test(
        "what is no rating is refused, and the page says why",
        arguments: ["", "comment=Fine", "stars=0", "stars=6", "stars=x", "stars=3&stars=4"])
    func refused(form: String) async throws {
        try await Desk.open { desk in
            let (booking, path) = try await desk.taught()
            let page = try await desk.send(form, to: path)
            #expect(page.status == 400, "\(form)")
            #expect(page.html.contains(#"<p class="sr-field-error" role="alert">stars"#), "\(form)")
            #expect(try await desk.get("/bookings/\(booking)").json["rating"]?.isNull == true)
        }
    }

    @Test("a comment has 2000 characters at most")
    func long() async throws {
        try await Desk.open { desk in
            let (_, path) = try await desk.taught()
            let page = try await desk.send("stars=3&comment=\(String(repeating: "a", count: 2001))", to: path)
            #expect(page.status == 400)
            let fits = try await desk.send("stars=3&comment=\(String(repeating: "a", count: 2000))", to: path)
            #expect(fits.status == 200)
        }
    }
}
