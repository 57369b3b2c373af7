// What a bank is shown that disputes a payment: every fact the database has, and plainly what it has not.
import Basics
import CurlClient
import Foundation
import HTTPServer
import Payments
import StripeStub
import Testing

@testable import App

@Suite("Desk: evidence", .timeLimit(.minutes(5)), .serialized)
struct EvidenceTests {
    @Test(
        "a lesson's evidence has its booking, policy, attendance, moves, ledger and mails, with their times")
    func lesson() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held(inHours: 24, ["description": #""Guitar, room 3\nsecond line""#])
            _ = try await desk.act("complete", booking, #"{"minutes_taught":60}"#, as: .grace)
            try await desk.shop.run(.deliverOutbox)
            _ = try await desk.act("refund", booking, #"{"amount":6}"#)
            let browser = try await desk.browser()
            let path = "/admin/payments/\(booking)/evidence"
            #expect(
                try await browser.page("/admin/payments/\(booking)").html.contains("href=\"\(path).txt\""))
            let file = try await browser.page("\(path).txt")
            #expect(file.status == 200 && file.header("Content-Type") == "text/plain; charset=utf-8")
            #expect(
                file.header("Content-Disposition")
                    == "attachment; filename=\"payment-\(booking)-evidence.txt\"")
            let intent = try #require(try await desk.stripe(booking)["id"]?.string)
            for line in [
                "Evidence for payment \(booking)\n", "  name: Ada\n  email: ada@example.com\n",
                "  instructor: Grace\n  description: Guitar, room 3 second line\n", "  price: $96.00\n",
                "  marked by: complete, asked for by instructor:grace\n  minutes taught: 60\n",
                "  promise: You can cancel anytime up to 6 hours before your lesson.\n",
                "  stripe payment intent: \(intent)\n",
                "     verb: refund\n     state: done\n     amount: $6.00\n",
                "     account: lesson_income\n     amount: -$96.00\n",
                "     template: processed\n     to: student\n     owed at: ",
                "     sent to: ada@example.com\n     given up at: none\n     text: \n       | ",
                "       | Amount charged: $96.00\n", " (a link)\n",
                "Not known here\n  - What the card's network answered (risk, security code, address)",
                "  card last4: not known\n", "  - The card's last four digits: Stripe has them.\n",
            ] {
                #expect(file.html.contains(line), "\(line)\n\(file.html)")
            }
            let mails = file.html.components(separatedBy: "\nMails\n").last ?? ""
            #expect(mails.contains("     sent at: \(CivilTime.rfc3339(desk.now))\n"), "\(mails)")
            // What is not sent yet has no text; and nobody who reads this gets into a booking's pages by it.
            #expect(mails.contains("     template: refunded\n") && mails.contains("     text: none\n"))
            #expect(!mails.contains("http") && !mails.contains("signature"), "\(mails)")
        }
    }

    @Test("for programs it is the same, and every ledger line is there")
    func programs() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            _ = try await desk.act("complete", booking)
            let browser = try await desk.browser()
            let page = try await browser.page("/admin/payments/\(booking)/evidence.json")
            let json = try JSON(Array(page.html.utf8))
            #expect(json["payment"]?["status"]?.string == "captured", "\(page.html)")
            #expect(json["attendance"]?["lesson"]?.string == "completed")
            #expect(json["attendance"]?["minutes_taught"]?.isNull == true)
            let verbs = json["moves_of_money"]?.elements.map { $0["verb"]?.string }
            #expect(verbs == ["authorize", "capture"])
            #expect(json["ledger_lines"]?.elements.count == 6, "\(page.html)")
            #expect(json["mails"]?.elements.map { $0["template"]?.string } == ["reserved", "processed"])
            #expect(json["not_known"]?.elements.isEmpty == false)
        }
    }

    @Test("a gig's evidence has the last four digits of its saved card and never the number")
    func gig() async throws {
        try await Market.open { market in
            let reply = try await market.pay(saves: true)
            let payment = try #require(reply.json["payment_id"]?.integer, "\(reply.text)")
            let browser = try await market.shop.browser(now: market.now)
            let text = try await browser.page("/admin/payments/\(payment)/evidence.txt").html
            #expect(text.contains("  card brand: visa\n  card last4: 4242\n"), "\(text)")
            #expect(text.contains("  house part: $5.00\n"))
            #expect(!text.contains("4242424242424242"))
            #expect(!text.contains("last four digits"))
        }
    }

    @Test("a disputed payment's page begins with its evidence")
    func disputed() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held(
                inHours: 24, ["payment_method": #""pm_card_createDispute""#])
            let browser = try await desk.browser()
            let before = try await browser.page("/admin/payments/\(booking)").html
            #expect(!before.contains("role=\"alert\""))
            _ = try await desk.act("complete", booking)
            _ = try await desk.shop.run(.missedWebhooks)
            let html = try await browser.page("/admin/payments/\(booking)").html
            let alert = try #require(html.range(of: "It stands at Stripe as: needs response."), "\(html)")
            let evidence = try #require(html.range(of: "/evidence.txt"))
            #expect(alert.upperBound < evidence.lowerBound)
            #expect(!html.contains("/refund\""))
            let refund = try await desk.act("refund", booking)
            #expect(refund.problem == "payment_disputed", "\(refund.text)")
        }
    }

    @Test("nobody reads it without a session, nor of a payment that is not there")
    func access() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let page = PageReply(try await desk.shop.getRaw("/admin/payments/\(booking)/evidence.txt"))
            #expect(page.status == 303 && page.header("Location") == "/admin/sign-in")
            for kind in ["txt", "json"] {
                let none = try await desk.browser().page("/admin/payments/99/evidence.\(kind)")
                #expect(none.status == 404)
            }
        }
    }
}
