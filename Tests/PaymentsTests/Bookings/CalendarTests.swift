// Tests of lessons on the days on which clocks are put forward or back, and on the day that three years lack.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("Days that are not like others", .timeLimit(.minutes(5)))
struct CalendarTests {
    /// A lesson of an hour, with what its student reads of it.
    struct Day: Sendable, CustomTestStringConvertible {
        let zone: String
        let start: String
        let date: String
        let time: String

        var testDescription: String { "\(zone), \(start)" }
    }

    static let days = [
        Day(
            zone: "Europe/Berlin", start: "2027-03-28T03:30:00+02:00", date: "Sunday, March 28, 2027",
            time: "3:30 AM to 4:30 AM (Europe/Berlin, UTC+02:00)"),
        Day(
            zone: "Europe/Berlin", start: "2026-10-25T02:30:00+01:00", date: "Sunday, October 25, 2026",
            time: "2:30 AM to 3:30 AM (Europe/Berlin, UTC+01:00)"),
        // An hour by every clock but the one on the wall.
        Day(
            zone: "Europe/Berlin", start: "2026-10-25T02:30:00+02:00", date: "Sunday, October 25, 2026",
            time: "2:30 AM (Europe/Berlin, UTC+02:00) to 2:30 AM (Europe/Berlin, UTC+01:00)"),
        Day(
            zone: "America/New_York", start: "2027-03-14T07:00:00-04:00", date: "Sunday, March 14, 2027",
            time: "7:00 AM to 8:00 AM (America/New_York, UTC-04:00)"),
        Day(
            zone: "America/New_York", start: "2026-11-01T01:30:00-05:00", date: "Sunday, November 1, 2026",
            time: "1:30 AM to 2:30 AM (America/New_York, UTC-05:00)"),
        Day(
            zone: "Europe/Berlin", start: "2028-02-29T23:30:00+01:00", date: "Tuesday, February 29, 2028",
            time: "11:30 PM to 12:30 AM (Europe/Berlin, UTC+01:00)"),
        Day(
            zone: "America/New_York", start: "2028-03-01T00:00:00-05:00", date: "Wednesday, March 1, 2028",
            time: "12:00 AM to 1:00 AM (America/New_York, UTC-05:00)"),
    ]

    @Test(
        "hold, free cancel and capture keep to the second, counted in hours that passed; the mail to the wall clock",
        arguments: SceneEngine.available, days)
    func life(_ engine: SceneEngine, _ day: Day) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let start = try CivilTime.unixSeconds(rfc3339: day.start)
            let student = try await scene.addStudent(in: day.zone)
            scene.pass(seconds: start - 5 * BookingScene.day - scene.now)
            let lesson = scene.lesson(inHours: 5 * 24, student: student)
            #expect(lesson.startsAt == start)
            let id = try SceneAnswer(try await scene.shop.bookings.book(lesson, scene.request())).booking

            scene.pass(seconds: start - 3 * BookingScene.day - 1 - scene.now)
            #expect(try await scene.run(.authorizeDue).count == 0)
            scene.pass(seconds: 1)
            #expect(try await scene.run(.authorizeDue).count == 1)
            let mail = try #require(try await scene.deliverMails().first)
            #expect(mail.contains("Date: \(day.date)\nTime: \(day.time)\n"), "\(mail)")

            scene.pass(seconds: start - 6 * BookingScene.hour - scene.now)
            let quote = try await scene.shop.bookings.quote(id, by: .student, for: .everyone)
            #expect(quote.terms.keep == 0)
            #expect(quote.terms.validUntil == scene.now)
            scene.pass(seconds: 1)
            let late = try await scene.shop.bookings.quote(id, by: .student, for: .everyone)
            #expect(late.terms.keep == 9600)

            for moment in [start, start + BookingScene.hour, start + 2 * BookingScene.hour] {
                scene.pass(seconds: moment - scene.now)
                try await scene.run(.autoCapture)
                #expect(scene.posts("/capture") == 0)
            }
            scene.pass(seconds: 1)
            #expect(try await scene.run(.autoCapture).count == 1)
            scene.pass(days: 1)
            #expect(try await scene.run(.autoCapture).count == 0)
            #expect(try await scene.payment(ofBooking: id).capturedAmount == 9600)
        }
    }

    @Test(
        "who cancels six hours before does it for nothing, and a second later for all of it, over a change of clocks",
        arguments: SceneEngine.available, [(Int64(0), PaymentStatus.released), (1, .captured)])
    func cancelled(_ engine: SceneEngine, _ late: (seconds: Int64, status: PaymentStatus)) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            // Six hours before is 1 o'clock in winter time: on the wall seven hours.
            let start = try CivilTime.unixSeconds(rfc3339: "2027-03-28T08:00:00+02:00")
            scene.pass(seconds: start - BookingScene.day - scene.now)
            let id = try await scene.book(inHours: 24).booking
            let six = try CivilTime.unixSeconds(rfc3339: "2027-03-28T01:00:00+01:00")
            scene.pass(seconds: six + late.seconds - scene.now)
            try await scene.cancel(id)
            #expect(try await scene.payment(ofBooking: id).status == late.status)
        }
    }
}

extension BookingScene {
    /// With a good card.
    fileprivate func addStudent(in zone: String) async throws -> Student {
        let student = try await shop.bookings.addStudent(
            NewPerson(name: "Emmy", email: "emmy@example.com", timeZone: zone, subject: nil, customer: nil))
        let customer = try #require(student.customer)
        stripe.withStub { $0.saveCard("pm_card_visa", on: customer.text) }
        return student
    }

    /// - Returns: the texts of the mails that were owed.
    fileprivate func deliverMails() async throws -> [String] {
        let shelf = MailShelf()
        let access = MailAccess(
            sender: shelf, from: try #require(MailAddress("Lessons <lessons@example.com>")), staff: nil,
            links: BookingLinks(origin: "https://lessons.example.com", secret: secret))
        _ = try await DeliverOutbox(
            database: database, access, clock: stripe.clock, log: Log(to: LogSink { _ in })
        ).run(limit: 10)
        return shelf.mails.map(\.text)
    }
}
