// In a simulated run: what students, instructors and staff ask the shop for.
import Basics
import PaymentRules

@testable import Payments
@testable import Store

/// How somebody wanted a booking to end; noted before it is asked, under the caller's name.
struct AskedEnd {
    enum End {
        case cancel(BookingParty)
        case noShow(BookingParty)
        case complete(minutes: Int64?)
        case capture
    }

    let booking: Int64
    let end: End
    /// By a quote: what it promised.
    var promised: Settlement?
}

extension School {
    private enum Action {
        case book, package, wallet, cancel, quoteAndCancel, noShow, complete, capture, reschedule, card
        case dashboard, evidence
    }

    private static let actions: [(weight: Int, choice: Action)] = [
        (40, .book), (5, .package), (10, .wallet), (12, .cancel), (6, .quoteAndCancel), (5, .noShow),
        (12, .complete), (6, .capture), (9, .reschedule), (2, .card), (4, .dashboard), (3, .evidence),
    ]

    func scheduleAction() {
        time.after(seconds: dice.within(60...(settings.actionMinutes * 120))) { [self] in
            guard !isQuiet else { return }
            let action = dice.pick(weighted: Self.actions)
            time.start { await self.perform(action) }
            scheduleAction()
        }
    }

    private func perform(_ action: Action) async {
        switch action {
        case .book: await book(package: false)
        case .package: await book(package: true)
        case .wallet: await bookFromWallet()
        case .cancel:
            await end(.cancel(dice.pick(BookingParty.allCases) ?? .student), taught: dice.falls(percent: 10))
        case .quoteAndCancel: await quoteAndCancel()
        case .noShow:
            await end(.noShow(dice.pick(BookingParty.allCases) ?? .student), taught: dice.falls(percent: 80))
        case .complete:
            await end(
                .complete(minutes: dice.falls(percent: 30) ? dice.within(0...70) : nil),
                taught: dice.falls(percent: 80))
        case .capture: await end(.capture, taught: dice.falls(percent: 50))
        case .reschedule: await reschedule()
        case .card: giveCard()
        case .dashboard: if settings.usesDashboard { await useDashboard() }
        case .evidence: giveEvidence()
        }
    }

    // MARK: Booking

    private func lessonTime() -> (start: Int64, end: Int64) {
        let hours = dice.pick(
            weighted: [(4, 1...48), (4, 49...168), (2, 169...700)]
                as [(weight: Int, choice: ClosedRange<Int64>)])
        let start = (time.nowSeconds / 900 + dice.within(hours) * 4) * 900
        return (start, start + (dice.pick([30, 45, 60, 90]) ?? 60) * 60)
    }

    private func book(package: Bool) async {
        guard let student = dice.pick(students), let instructor = dice.pick(instructors) else { return }
        let price = Money(minorUnits: dice.within(3000...12_000), currency: .usd)
        let (start, end) = lessonTime()
        let purchase: BookLesson.Purchase =
            package
            ? .package(Money(minorUnits: price.minorUnits * 5 - 1, currency: .usd), lessonsCount: 5)
            : .lesson(price)
        await ask(package ? "book package" : "book") { name in
            let lesson = BookLesson(
                payer: .student(student), instructor: instructor, startsAt: start, endsAt: end,
                purchase: purchase, description: name, card: nil)
            return { bookings, request in try await bookings.book(lesson, request) }
        }
    }

    private func bookFromWallet() async {
        let found = await rows("SELECT id, student_id FROM packages WHERE lessons_left > 0")
        guard let wallet = dice.pick(found), let id = try? wallet.integer("id"),
            let student = try? wallet.integer("student_id"), let instructor = dice.pick(instructors)
        else { return }
        let (start, end) = lessonTime()
        await ask("book from wallet \(id)") { name in
            let lesson = BookLesson(
                payer: .student(student), instructor: instructor, startsAt: start, endsAt: end,
                purchase: .fromWallet(id), description: name, card: nil)
            return { bookings, request in try await bookings.book(lesson, request) }
        }
    }

    // MARK: Ending

    /// - Parameter taught: one whose time has come.
    private func someBooking(taught: Bool) async -> Int64? {
        let time = taught ? "AND starts_at < \(self.time.nowSeconds)" : ""
        let found = await rows(
            "SELECT id FROM bookings WHERE status = 'scheduled' \(time) ORDER BY starts_at LIMIT 60")
        return dice.pick(found).flatMap { try? $0.integer("id") }
    }

    private func end(
        _ end: AskedEnd.End, taught: Bool, promised: (token: String, Settlement)? = nil, of id: Int64? = nil
    ) async {
        var booking = id
        if booking == nil { booking = await someBooking(taught: taught) }
        guard let booking else { return }
        let part: CapturePart =
            dice.falls(percent: 50)
            ? .all
            : dice.falls(percent: 50)
                ? .amount(dice.within(1...9000)) : .minutesTaught(dice.within(1...100))
        await ask("\(end) \(booking)") { name in
            self.asked[name] = AskedEnd(booking: booking, end: end, promised: promised?.1)
            return { bookings, request in
                switch end {
                case .cancel(let party):
                    try await bookings.cancel(booking, by: party, quote: promised?.token, request)
                case .noShow(let party): try await bookings.noShow(booking, of: party, request)
                case .complete(let minutes):
                    try await bookings.complete(booking, minutesTaught: minutes, request)
                case .capture: try await bookings.capture(booking, part, currency: nil, request)
                }
            }
        }
    }

    private func quoteAndCancel() async {
        guard let booking = await someBooking(taught: false), let services = anyServices else { return }
        let party = dice.pick(BookingParty.allCases) ?? .student
        guard let quote = try? await services.bookings.quote(booking, by: party, for: .everyone) else {
            return
        }
        await time.wait(milliseconds: Int(dice.pick([1, 60, 3600, 20_000] as [Int64]) ?? 1) * 1000)
        await end(.cancel(party), taught: false, promised: (quote.token, quote.terms), of: booking)
    }

    private func reschedule() async {
        guard let booking = await someBooking(taught: false) else { return }
        let (start, end) = lessonTime()
        await ask("reschedule \(booking)") { _ in
            { bookings, request in
                try await bookings.reschedule(booking, startsAt: start, endsAt: end, request)
            }
        }
    }

    private func giveCard() {
        guard let student = dice.pick(students), let customer = customers[student],
            let card = dice.pick(Self.cards)
        else { return }
        note("student \(student) has a new card, \(card)")
        do { try attach(card, to: customer) } catch { fail("\(error)") }
    }

    func rows(_ sql: String) async -> [SQLRow] {
        (try? await database.read { tx in try await tx.run(sql).rows }) ?? []
    }
}
