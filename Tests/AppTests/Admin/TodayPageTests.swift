// What the desk's first page says of a day's lessons and their money.
import Basics
import CurlClient
import Foundation
import HTTPServer
import Payments
import StripeStub
import Testing

@testable import App

@Suite("Desk: today", .timeLimit(.minutes(5)), .serialized)
struct TodayPageTests {
    private static func section(_ id: String, of html: String) throws -> String {
        let start = try #require(html.range(of: "<h2 id=\"\(id)\">"))
        let rest = html[start.upperBound...]
        return String(rest[..<(rest.range(of: "</section>")?.lowerBound ?? rest.endIndex)])
    }

    @Test("lessons near, holds that end and cards that failed are told, each where it belongs")
    func facts() async throws {
        try await Desk.open { desk in
            let near = try await desk.held(inHours: 3)
            let far = try await desk.held(inHours: 40)
            let declined: [String: String?] = [
                "student_id": nil, "customer_id": #""cus_SandboxDecline""#,
            ]
            let failed = try await desk.book(inHours: 30, declined).bookingID
            let html = try await desk.browser().page("/admin").html

            let lessons = try Self.section("lessons", of: html)
            #expect(lessons.contains("Lessons (1)"))
            #expect(lessons.contains("Booking \(near)</a>: Ada with Grace"))
            #expect(lessons.contains("</time> America/New_York"), "\(lessons)")
            #expect(lessons.contains("$96.00"))
            #expect(!lessons.contains("Booking \(far)<"))
            let cards = try Self.section("failed", of: html)
            #expect(cards.contains("Cards that failed (1)") && cards.contains("Booking \(failed)</a>:"))
            #expect(try Self.section("holds", of: html).contains("No hold ends soon."))

            desk.advance(4 * 86_400)
            let later = try await desk.browser().page("/admin").html
            let holds = try Self.section("holds", of: later)
            #expect(holds.contains("(2)") && holds.contains("$96.00 held"), "\(holds)")
            #expect(holds.contains("Ends in "))
        }
    }

    @Test("a moment is told by the clock of its zone, and to programs with its offset")
    func time() {
        #expect(
            AdminText.time(1_800_000_000, in: "America/New_York")
                == #"<time datetime="2027-01-15T03:00:00-05:00">15 Jan 2027, 03:00</time> America/New_York"#)
        #expect(AdminText.until(100, from: 100) == "Has ended")
        #expect(AdminText.until(3700, from: 100) == "Ends in 1 hour")
        #expect(AdminText.until(172_900, from: 100) == "Ends in 2 days")
    }

    @Test("nobody's name is obeyed as markup, and the page runs and loads nothing of others")
    func evil() async throws {
        try await Desk.open { desk in
            let name = #"<script>alert(1)</script>\" onload=x '"#
            let student = try await desk.post(
                "/students",
                #"""
                {"name":"\#(name)","email":"x@example.com","time_zone":"UTC",
                "subject":"eve","customer_id":"cus_SandboxDecline"}
                """#
            )
            let id = try #require(student.json["student"]?["id"]?.integer, "\(student.text)")
            _ = try await desk.book(inHours: 2, ["student_id": "\(id)"])
            let page = try await desk.browser().page("/admin")
            #expect(page.html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=x &#39;"))
            #expect(
                page.html.matches(of: #/<script[^>]*>/#).map { String($0.output) } == [
                    #"<script src="/admin.js" defer>"#
                ])
            let policy = try #require(page.header("Content-Security-Policy"))
            #expect(
                policy.hasPrefix("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'"))
            #expect(policy.hasSuffix("; script-src 'self'"))
            #expect(page.header("Cache-Control") == "no-store")
        }
    }
}
