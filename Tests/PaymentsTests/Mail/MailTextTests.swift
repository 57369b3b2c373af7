// What the mails say: golden files, and what no name and no clock can do to them.
import Basics
import Foundation
import Testing

@testable import Payments

@Suite("The texts of the mails", .timeLimit(.minutes(5)))
struct MailTextTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/mail")

    /// A lesson of an hour in New York, at 3 in the afternoon of a Saturday.
    static func facts(instructor: String = "Clara Schumann", zone: String = "America/New_York") -> MailFacts {
        MailFacts(
            lesson: MailFacts.Lesson(
                booking: 7, instructor: instructor, startsAt: 1_795_291_200, endsAt: 1_795_294_800,
                freeCancel: "You can cancel anytime up to 6 hours before your lesson.",
                statusLink: "https://lessons.example.com/bookings/7/status?signature=5ta7",
                ratingLink: "https://lessons.example.com/bookings/7/rating?signature=7a7e"),
            payment: 12, amount: Money(minorUnits: 9600, currency: .usd), holdEndsAt: 1_795_300_000,
            time: LessonTime(zoneNamed: zone),
            storyLink: "https://lessons.example.com/payments/12/explain")
    }

    static func packageFacts() -> MailFacts {
        var facts = facts()
        facts.lesson = nil
        facts.lessonsCount = 5
        facts.amount = Money(minorUnits: 42_000, currency: .usd)
        return facts
    }

    static func gigFacts() -> MailFacts {
        var facts = facts()
        facts.lesson = nil
        facts.gig = MailFacts.Gig(
            title: "Scales for beginners", teacher: "Clara Schumann", booking: 9, confirmBy: 1_795_300_000)
        return facts
    }

    @Test("after the authorization: these lines first")
    func reserved() {
        let text = MailTemplate.reserved.content(Self.facts()).text
        #expect(
            text.hasPrefix(
                """
                Your lesson is reserved!

                Instructor: Clara Schumann
                Date: Saturday, November 21, 2026
                Time: 3:00 PM to 4:00 PM (America/New_York, UTC-05:00)
                Reserved amount: $96.00

                This amount is held on your card and will only be charged after your lesson is complete.
                You can cancel anytime up to 6 hours before your lesson.

                """))
    }

    @Test("after the capture: these lines first")
    func processed() {
        let content = MailTemplate.processed.content(Self.facts())
        #expect(content.subject == "Payment processed for your lesson")
        #expect(
            content.text.hasPrefix(
                """
                Payment processed for your lesson

                Thank you for learning with Clara Schumann!
                Amount charged: $96.00

                Rate your experience: https://lessons.example.com/bookings/7/rating?signature=7a7e

                """))
        #expect(
            MailTemplate.processedEarly.content(Self.facts()).subject
                == "Payment processed for upcoming lesson")
    }

    @Test("each mail is its golden file, as text and as HTML (RECORD=yes writes them anew)")
    func golden() throws {
        var mails = MailTemplate.allCases.filter { $0 != .gigRequested }.map {
            (name: $0.rawValue, content: $0.content(Self.facts()))
        }
        for template in [MailTemplate.processed, .failed, .refunded] {
            mails.append(("\(template.rawValue)-package", template.content(Self.packageFacts())))
        }
        for template in [MailTemplate.processed, .failed, .refunded, .gigRequested] {
            mails.append(("\(template.rawValue)-gig", template.content(Self.gigFacts())))
        }
        for (name, content) in mails {
            for (kind, text) in [("txt", content.text), ("html", content.html)] {
                let file = Self.folder.appending(path: "\(name).\(kind)")
                if ProcessInfo.processInfo.environment["RECORD"] == "yes" {
                    try text.write(to: file, atomically: true, encoding: .utf8)
                }
                #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(file.lastPathComponent)")
            }
        }
    }

    @Test("no name is obeyed, neither as HTML nor by a terminal, nor turns what follows it")
    func names() {
        let evil = "<script>alert(\"1\")</script> & 'Eve'\u{202E}\u{1B}[2J\u{2066}\r\nReserved amount: $0.00"
        for template in MailTemplate.allCases {
            let content = template.content(Self.facts(instructor: evil))
            #expect(!content.html.contains("<script"))
            #expect(!content.html.contains("'Eve'"))
            for face in [content.text, content.html] {
                let unseen = face.unicodeScalars.filter { $0.isUnseen && $0 != "\n" }
                #expect(unseen.isEmpty, "\(template): \(unseen)")
                #expect(!face.contains("\nReserved amount: $0.00"))
            }
        }
        let html = MailTemplate.reserved.content(Self.facts(instructor: evil)).html
        #expect(
            html.contains(
                "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;Eve&#39;\u{FFFD}\u{FFFD}[2J"))
    }

    @Test("emoji that are joined stay whole")
    func emoji() {
        let text = MailTemplate.processed.content(Self.facts(instructor: "Ada 👩‍🎤 نیما")).text
        #expect(text.contains("Ada 👩‍🎤 نیما!"))
    }
}

@Suite("Lesson times", .timeLimit(.minutes(5)))
struct LessonTimeTests {
    @Test("the clock of the zone, before and after it is put forward and back")
    func daylightSaving() {
        let berlin = LessonTime(zoneNamed: "Europe/Berlin")
        // 28 March 2027, 00:30 UTC: half an hour before the clocks go from 2 to 3.
        #expect(
            berlin.span(1_806_193_800, 1_806_197_400)
                == "1:30 AM (Europe/Berlin, UTC+01:00) to 3:30 AM (Europe/Berlin, UTC+02:00)")
        #expect(berlin.moment(1_806_197_400) == "3:30 AM (Europe/Berlin, UTC+02:00)")
        // 31 October 2027, 00:30 and 01:30 UTC: the same wall clock twice, told apart.
        #expect(berlin.moment(1_824_942_600) == "2:30 AM (Europe/Berlin, UTC+02:00)")
        #expect(berlin.moment(1_824_946_200) == "2:30 AM (Europe/Berlin, UTC+01:00)")
    }

    @Test("another day where the student lives, and offsets that are no whole hours")
    func otherDay() {
        let late: Int64 = 1_795_305_600  // 22 November 2026, 00:00 UTC
        #expect(LessonTime(zoneNamed: "America/Los_Angeles").date(late) == "Saturday, November 21, 2026")
        #expect(LessonTime(zoneNamed: "Pacific/Auckland").date(late) == "Sunday, November 22, 2026")
        #expect(LessonTime(zoneNamed: "Asia/Kathmandu").moment(late) == "5:45 AM (Asia/Kathmandu, UTC+05:45)")
        #expect(
            LessonTime(zoneNamed: "America/St_Johns").moment(late) == "8:30 PM (America/St_Johns, UTC-03:30)")
    }

    @Test("noon, midnight, and a zone that is none")
    func edges() {
        for name in ["UTC", "Nowhere/Land", ""] {
            let time = LessonTime(zoneNamed: name)
            #expect(time.moment(0) == "12:00 AM (UTC)")
            #expect(time.moment(12 * 3600) == "12:00 PM (UTC)")
        }
    }
}

@Suite("Links in mails", .timeLimit(.minutes(5)))
struct BookingLinksTests {
    private let links = BookingLinks(origin: "https://lessons.example.com", secret: Secret("one"))

    @Test("a link opens its own page of its own booking, and nothing else")
    func signatures() throws {
        let link = links.status(of: 7)
        let start = "https://lessons.example.com/bookings/7/status?signature="
        #expect(link.hasPrefix(start))
        let signature = String(link.dropFirst(start.count))
        #expect(links.opens(.status, of: 7, with: signature))
        #expect(!links.opens(.rating, of: 7, with: signature))
        #expect(!links.opens(.status, of: 8, with: signature))
        #expect(!links.opens(.status, of: 7, with: ""))
        let others = BookingLinks(origin: "https://lessons.example.com", secret: Secret("two"))
        #expect(!others.opens(.status, of: 7, with: signature))
    }

    @Test("a rating page of the shop's own takes the place of ours")
    func ratingURL() {
        let own = BookingLinks(origin: "x", secret: Secret("one"), ratingURL: "https://example.com/rate")
        #expect(own.rating(of: 7) == "https://example.com/rate")
        #expect(links.rating(of: 7).hasPrefix("https://lessons.example.com/bookings/7/rating?signature="))
    }
}
