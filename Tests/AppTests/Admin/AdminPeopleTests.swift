// The desk's people: who can be found, and what stands on their pages.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing

@testable import App

@Suite("Desk: people", .timeLimit(.minutes(5)), .serialized)
struct AdminPeopleTests {
    private static let evil = #"<b onload=x>\" '"#

    private static func person(_ kind: String, _ name: String, _ email: String, _ desk: Desk) async throws
        -> Int64
    {
        let reply = try await desk.post(
            "/\(kind)s", #"{"name":"\#(name)","email":"\#(email)","time_zone":"UTC","subject":"\#(email)"}"#)
        return try #require(reply.json[kind]?["id"]?.integer, "\(reply.text)")
    }

    private static func names(_ html: String) -> [String] {
        html.matches(of: #/<a href="/admin/(?:students|instructors)/[0-9]+">([^<]+)<\/a>/#)
            .map { String($0.output.1) }
    }

    @Test(
        "people are listed the newest first, page after page, and found by how they are called",
        arguments: ["student", "instructor"])
    func lists(kind: String) async throws {
        try await Desk.open { desk in
            for name in ["Zoe", "Zacharias", "Mary"] {
                _ = try await Self.person(kind, name, "\(name.lowercased())@example.com", desk)
            }
            let browser = try await desk.browser()
            var seen: [String] = []
            var path: String? = "/admin/\(kind)s?limit=2"
            while let next = path {
                let html = try await browser.page(next).html
                seen += Self.names(html)
                path = html.firstMatch(of: #/rel="next" href="([^"]+)"/#).map { "\($0.output.1)&limit=2" }
            }
            #expect(seen.starts(with: ["Mary", "Zacharias", "Zoe"]))
            #expect(Set(seen).count == seen.count)
            #expect(Self.names(try await browser.page("/admin/\(kind)s?q=ZA").html) == ["Zacharias"])
            #expect(Self.names(try await browser.page("/admin/\(kind)s?q=zoe%40").html) == ["Zoe"])
            let more = try await browser.page("/admin/\(kind)s?q=z&limit=1").html
            #expect(more.contains("There are more of them"))
            #expect(try await browser.page("/admin/\(kind)s?q=nobody").html.contains("Nobody to show."))
            #expect(try await browser.page("/admin/\(kind)s?cursor=x").status == 400)
        }
    }

    @Test("a student's page has their bookings, packages and cards, and obeys no name")
    func student() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let package = try await desk.book(
                inHours: 30, ["amount": "400.00", "is_package": "true", "lessons_count": "4"])
            #expect(package.paymentStatus == "captured")
            let browser = try await desk.browser()
            let html = try await browser.page("/admin/students/\(desk.student)").html
            for fact in [
                "<h1 class=\"title\">Ada</h1>", "ada@example.com", "Booking \(booking)</a>: Ada with Grace",
                "3 of 4 lessons left", "$400.00, bought", "No card is kept here.",
            ] {
                #expect(html.contains(fact), "\(fact)")
            }
            let id = try await Self.person("student", Self.evil, "e@example.com", desk)
            let page = try await browser.page("/admin/students/\(id)").html
            #expect(page.contains("&lt;b onload=x&gt;&quot; &#39;"))
            #expect(!page.contains("<b "))
            #expect(page.contains("No booking yet.") && page.contains("No package."))
            for path in ["/admin/students/999", "/admin/students/x", "/admin/instructors/999"] {
                #expect(try await browser.page(path).status == 404, "\(path)")
            }
        }
    }

    @Test("an instructor's page has a week's lessons under their days, and leads to the weeks beside it")
    func instructor() async throws {
        try await Desk.open { desk in
            let near = try await desk.held(inHours: 1)
            let later = try await desk.book(inHours: 1 + 7 * 24).bookingID
            let browser = try await desk.browser()
            let path = "/admin/instructors/\(desk.instructor)"
            let html = try await browser.page(path + "?week=\(desk.now + 3600)").html
            #expect(html.contains("Booking \(near)</a>: Ada with Grace"))
            #expect(!html.contains("Booking \(later)</a>"))
            let day = AdminText.date(desk.now + 3600, in: "America/New_York")
            #expect(html.contains("<h3>\(day)</h3>"))
            let next = try #require(html.firstMatch(of: #/rel="next" href="([^"]+)"/#))
            let after = try await browser.page(String(next.output.1)).html
            #expect(after.contains("Booking \(later)</a>") && !after.contains("Booking \(near)</a>"))
            #expect(try await browser.page(path + "?week=x").status == 400)
        }
    }

    /// New York's clocks went forward on 8 March 2026 and back on 1 November 2026; Tehran's on 22 March 2021, from that
    /// Monday's midnight to one o'clock.
    @Test(
        "a week begins and ends at midnight by its zone's clock, also when clocks change",
        arguments: [
            ("America/New_York", "2026-03-04T12:00:00Z", "2026-03-02T05:00:00Z", "2026-03-09T04:00:00Z"),
            ("America/New_York", "2026-03-09T04:00:00Z", "2026-03-09T04:00:00Z", "2026-03-16T04:00:00Z"),
            ("America/New_York", "2026-11-01T23:59:59Z", "2026-10-26T04:00:00Z", "2026-11-02T05:00:00Z"),
            ("America/New_York", "2026-11-02T04:59:59Z", "2026-10-26T04:00:00Z", "2026-11-02T05:00:00Z"),
            ("Asia/Tehran", "2021-03-24T00:00:00Z", "2021-03-21T20:30:00Z", "2021-03-28T19:30:00Z"),
        ])
    func week(zone: String, moment: String, start: String, end: String) throws {
        let week = LocalWeek(around: try CivilTime.unixSeconds(rfc3339: moment), in: zone)
        #expect(CivilTime.rfc3339(week.start) == start)
        #expect(CivilTime.rfc3339(week.end) == end)
    }
}
