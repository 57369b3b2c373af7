// The desk's files for spreadsheets: what stands in them, and what a spreadsheet must not take for a formula.
import Basics
import CurlClient
import HTTPServer
import Payments
import StripeStub
import Testing

@testable import App

@Suite("Desk: exports", .timeLimit(.minutes(5)), .serialized)
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

    /// A list of so many rows, whose ids are counted from 1; from that one on there is no database any more.
    private static func file(of count: Int64, brokenFrom broken: Int64 = .max, failed: Lock<Int>)
        -> ExportFile
    {
        ExportFile(
            name: "list", header: ["id"],
            rows: { last in
                let first = (last ?? 0) + 1
                guard first < broken else { throw BookingFailure.unavailable(reason: "gone") }
                let ids = first..<max(first, min(first + ExportFile.rowsMax, count + 1))
                return (ids.map { ["\($0)"] }, ids.last)
            }, failed: { _ in failed.withLock { $0 += 1 } })
    }

    @Test(
        "however many rows there are, each is sent once and in order, and no more of them stand in memory than a page",
        arguments: [0, 1, 499, 500, 501, 1000, 2300])
    func pages(count: Int64) async throws {
        let failed = Lock(0)
        let response = try await Self.file(of: count, failed: failed).response
        var pieces = [response.body]
        try await response.rest?({ pieces.append($0) })
        let text = String(decoding: pieces.joined(), as: UTF8.self)
        #expect(text == (["id"] + (0..<count).map { "\($0 + 1)" }).map { "\($0)\r\n" }.joined())
        #expect(pieces.allSatisfy { $0.split(separator: UInt8(ascii: "\n")).count <= ExportFile.rowsMax + 1 })
        #expect((response.rest == nil) == (count < ExportFile.rowsMax))
        #expect(failed.withLock { $0 } == 0)
    }

    @Test("a file that breaks off is told to the log and cut, and one that cannot begin is no file")
    func broken() async throws {
        let failed = Lock(0)
        let response = try await Self.file(of: 2000, brokenFrom: 1001, failed: failed).response
        let rest = try #require(response.rest)
        await #expect(throws: BookingFailure.self) { try await rest({ _ in }) }
        #expect(failed.withLock { $0 } == 1)
        await #expect(throws: BookingFailure.self) {
            _ = try await Self.file(of: 9, brokenFrom: 1, failed: failed).response
        }
    }

    @Test("numbers are left as they are, whatever their sign; what only looks like one is not")
    func numbers() {
        #expect(CSV.line(["-12.50", "-3", "7.00", nil]) == "-12.50,-3,7.00,\r\n")
        #expect(CSV.line(["-1.2.3", "--1", "-", "-.5", "-5e3"]) == "'-1.2.3,'--1,'-,'-.5,'-5e3\r\n")
        #expect(CSV.line(["\tx", "\rx"]) == "'\tx,\"'\rx\"\r\n")
    }
}
