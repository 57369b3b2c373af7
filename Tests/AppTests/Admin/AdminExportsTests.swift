// The desk's files for spreadsheets: what stands in them, and what a spreadsheet must not take for a formula.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing

@testable import App

@Suite("Desk: exports", .timeLimit(.minutes(1)), .serialized)
struct AdminExportsTests {
    private static func rows(_ reply: PageReply) -> [String] {
        reply.html.split(separator: "\r\n").map(String.init)
    }

    @Test("a file has the list's rows under its header, in whole units with their currency, in UTC")
    func rows() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let other = try await desk.held(inHours: 30)
            _ = try await desk.act("complete", booking)
            let browser = try await desk.browser()
            let file = try await browser.page("/admin/bookings.csv")
            #expect(file.status == 200)
            #expect(file.header("Content-Type") == "text/csv; charset=utf-8; header=present")
            #expect(file.header("Content-Disposition") == "attachment; filename=\"bookings.csv\"")
            let rows = Self.rows(file)
            #expect(rows[0].hasPrefix("id,status,starts_at,"))
            #expect(rows.dropFirst().map { $0.prefix { $0 != "," } } == ["\(other)", "\(booking)"])
            let start = CivilTime.rfc3339(desk.now + 24 * 3600)
            #expect(rows[2].hasPrefix("\(booking),completed,\(start),"), "\(rows[2])")
            #expect(rows[2].contains(",Ada,ada@example.com,"))
            #expect(rows[2].contains(",96.00,96.00,96.00,0.00,usd,"))
            let chosen = try await browser.page("/admin/payments.csv?payment_status=captured&status=")
            #expect(Self.rows(chosen).count == 2)
            #expect(Self.rows(chosen)[1].contains(",lesson,captured,"))
            #expect(try await browser.page("/admin/bookings.csv?student_id=x").status == 400)
            #expect(Self.rows(try await browser.page("/admin/bookings.csv?student_id=999")).count == 1)
        }
    }

    @Test("the ledger's lines come to nothing, and their minus is a number's")
    func ledger() async throws {
        try await Desk.open { desk in
            _ = try await desk.act("complete", try await desk.held())
            let rows = Self.rows(try await desk.browser().page("/admin/ledger.csv"))
            #expect(rows[0] == "id,event_id,payment_id,account,amount,currency,created_at")
            let amounts = rows.dropFirst().map { $0.split(separator: ",")[4] }
            #expect(amounts.contains("-96.00") && amounts.contains("96.00"), "\(rows)")
        }
    }

    @Test(
        "what a spreadsheet would take for a formula is text", arguments: ["=1+1", "+1 a", "-x", "@SUM(A1)"])
    func formula(name: String) async throws {
        try await Desk.open { desk in
            let reply = try await desk.post(
                "/students",
                #"""
                {"name":"\#(name)","email":"x@example.com","time_zone":"UTC","subject":"x",
                "customer_id":"cus_SandboxDecline"}
                """#)
            let id = try #require(reply.json["student"]?["id"]?.integer)
            _ = try await desk.book([
                "student_id": "\(id)", "description": #""a \"quoted\", long\ntext""#,
            ])
            let file = try await desk.browser().page("/admin/bookings.csv?student_id=\(id)").html
            #expect(file.contains(",'\(name),x@example.com,"), "\(file)")
            #expect(file.contains(",\"a \"\"quoted\"\", long\ntext\","), "\(file)")
        }
    }

    @Test("numbers are left as they are, whatever their sign; what only looks like one is not")
    func numbers() {
        #expect(CSV.line(["-12.50", "-3", "7.00", nil]) == "-12.50,-3,7.00,\r\n")
        #expect(CSV.line(["-1.2.3", "--1", "-", "-.5", "-5e3"]) == "'-1.2.3,'--1,'-,'-.5,'-5e3\r\n")
        #expect(CSV.line(["\tx", "\rx"]) == "'\tx,\"'\rx\"\r\n")
    }
}
