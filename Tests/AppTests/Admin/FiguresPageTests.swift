// The desk's six figures: charts that say what they show, and the same numbers in a table.
import Basics
import CurlClient
import HTTPServer
import Payments
import StripeStub
import Testing

@testable import App

@Suite("Desk: figures", .timeLimit(.minutes(5)), .serialized)
struct FiguresPageTests {
    @Test("each figure is a chart with its numbers in words, and stands in the table over every window")
    func page() async throws {
        try await Desk.open { desk in
            let one = try await desk.held()
            _ = try await desk.held(inHours: 30)
            let declined: [String: String?] = ["student_id": nil, "customer_id": #""cus_SandboxDecline""#]
            #expect(try await desk.book(inHours: 40, declined).paymentStatus == "failed")
            desk.advance(7200)
            #expect(try await desk.act("complete", one).paymentStatus == "captured")
            _ = try await desk.post("/support-tickets", #"{"topic":"hold","message":"Why?"}"#)
            let page = try await desk.browser().page("/admin/figures")
            #expect(page.status == 200)
            let html = page.html
            #expect(html.matches(of: #/<svg class="chart"[^>]* role="img" aria-labelledby="/#).count == 6)
            #expect(html.contains("<desc id=\"success-desc\">30 days: 66.67 %. 90 days: 66.67 %. 365 days: "))
            #expect(html.contains("<desc id=\"waiting-desc\">30 days: 2 hours."))
            #expect(html.contains("<desc id=\"refused-desc\">30 days: 0.00 %."))
            let row = try #require(html.firstMatch(of: #/<th scope="row">Holds that stood</th>(.*)/#))
            #expect(row.output.1.hasPrefix("<td>66.67 % <small>2 of 3</small></td>"), "\(row.output.1)")
            #expect(html.contains("<th scope=\"row\">Support tickets about holds</th><td>1</td>"))
            #expect(!html.contains("style="))
        }
    }

    @Test("a house without holds has figures of nothing, and empty tracks")
    func nothing() async throws {
        try await Desk.open { desk in
            let html = try await desk.browser().page("/admin/figures").html
            #expect(html.contains("<desc id=\"success-desc\">30 days: none yet. 90 days: none yet."))
            #expect(!html.contains(#"class="bar""#))
            #expect(html.contains(#"class="track""#))
        }
    }

    @Test("what was counted is shown until it is old, and then counted anew beside whoever looks")
    func remembered() async throws {
        try await Desk.open { desk in
            let browser = try await desk.browser()
            _ = try await browser.page("/admin/figures")
            _ = try await desk.held()
            desk.advance(FiguresBoard.freshSeconds - 1)
            // Often enough for a count that was begun too early to be seen.
            for _ in 0..<20 {
                let html = try await browser.page("/admin/figures").html
                #expect(html.contains("success-desc\">30 days: none yet."))
            }
            desk.advance(1)
            var html = try await browser.page("/admin/figures").html
            while !html.contains("success-desc\">30 days: 100.00 %.") {
                try Task.checkCancellation()
                html = try await browser.page("/admin/figures").html
            }
        }
    }

    @Test("bars are as long as what they measure, and one that is there is seen")
    func bars() {
        func width(_ size: Int64?, of whole: Int64) -> String? {
            let bar = BarChart.Bar(name: "a", value: "b", size: size, pattern: .hatched)
            let html = BarChart(id: "c", title: "d", bars: [bar], whole: whole).html.source
            return html.firstMatch(of: #/class="bar" x="0" y="24" width="([0-9]+)"/#).map {
                String($0.output.1)
            }
        }
        #expect(width(50, of: 100) == "120")
        #expect(width(200, of: 100) == "240")
        #expect(width(1, of: 1000) == "2")
        #expect(width(0, of: 100) == nil)
        #expect(width(nil, of: 100) == nil)
    }
}
