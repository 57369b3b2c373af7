// The desk's calendar: when each hold ends, and what becomes of it.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing

@Suite("Desk: holds", .timeLimit(.minutes(5)), .serialized)
struct HoldCalendarTests {
    @Test(
        "an open hold is told with its end and its fate, and is an event of the calendar file; a closed one is not"
    )
    func calendar() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let browser = try await desk.browser()
            let html = try await browser.page("/admin/holds").html
            #expect(html.contains("It is captured by itself."), "\(html)")
            #expect(html.contains("$96.00, Ada"))
            let file = try await browser.page("/admin/holds.ics")
            #expect(file.header("Content-Type") == "text/calendar; charset=utf-8")
            #expect(file.html.hasPrefix("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"))
            #expect(file.html.contains("ends: $96.00\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"))
            #expect(file.html.contains(#/DTSTART:[0-9]{8}T[0-9]{6}Z/#))
            _ = try await desk.act("complete", booking)
            #expect(try await browser.page("/admin/holds").html.contains("No hold is open."))
        }
    }

    @Test("a hold that ends before its lesson is one of the kind that the settings decide on")
    func early() async throws {
        try await Desk.open(["EXPIRING_HOLDS": "tell"]) { desk in
            let booking = try await desk.held()
            let start = desk.now + 20 * 86_400
            _ = try await desk.act(
                "reschedule", booking, #"{"starts_at":\#(start),"ends_at":\#(start + 3600)}"#)
            let html = try await desk.browser().page("/admin/holds").html
            #expect(html.contains("if nothing is done, $96.00 are lost at its end."), "\(html)")
        }
    }
}
