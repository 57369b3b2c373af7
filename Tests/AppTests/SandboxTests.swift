// What the sandbox has for who tries it: mails to read, and people who can book.
import Basics
import CurlClient
import Payments
import StripeStub
import Testing

@Suite("The sandbox's outbox and people", .timeLimit(.minutes(5)), .serialized)
struct SandboxOutboxTests {
    @Test("more mails than one page of a list has leave in one run")
    func burst() async throws {
        try await Desk.open { desk in
            for hour: Int64 in 8..<63 {
                let cancelled = try await desk.act(
                    "cancel", try await desk.held(inHours: hour), #"{"by":"student"}"#)
                #expect(cancelled.status == 200, "\(cancelled.text)")
            }
            let run = try await desk.shop.run(.deliverOutbox)
            #expect(run?.count == 110, "\(String(describing: run))")
        }
    }

    @Test("the outbox shows the mails, the newest first, and lets none of them do anything")
    func outbox() async throws {
        try await Desk.open { desk in
            #expect(try await desk.page("/sandbox/outbox").html.contains("No mail yet."))
            _ = try await desk.taught()
            try await desk.shop.run(.deliverOutbox)
            let page = try await desk.page("/sandbox/outbox")
            #expect(page.status == 200)
            let subjects = page.html.matches(of: #/<h3 id="mail-[0-9]+">([^<]*)</#).map(\.output.1)
            #expect(subjects == ["Payment processed for your lesson", "Your lesson is reserved!"])
            #expect(page.html.contains("Amount charged: $96.00"))
            #expect(page.html.contains(#"<iframe sandbox title="#))
            #expect(page.html.contains("&lt;h1 style=&quot;"))
            #expect(!page.html.contains("<script"))
            let link = try #require(page.html.firstMatch(of: #/<a href="http://localhost:[0-9]+([^"]+)">/#))
            #expect(try await desk.page(String(link.output.1)).status == 200)
        }
    }

    @Test("outside the sandbox there is no such page")
    func real() async throws {
        try await Shop.open(SettingsTests.keys) { shop in
            let reply = try await shop.get("/sandbox/outbox")
            #expect(reply.status == 404)
            #expect(reply.errorCode == "not_found")
        }
    }

    @Test("who signs in for the first time has a card, and can book at once")
    func newcomer() async throws {
        try await Desk.open { desk in
            let booked = try await desk.book(["student_id": nil], as: .student("newcomer"))
            #expect(booked.status == 201, "\(booked.text)")
            #expect(booked.paymentStatus == "authorized")
        }
    }
}
