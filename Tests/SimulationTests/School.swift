// A simulated run: a lesson school, its two processes, its Stripe, and six weeks of one history.
import Basics
import Foundation
import PaymentRules
import StripeClient

@testable import Payments
@testable import Store
@testable import StripeStub

/// What a run has in it; all that a seed decides besides is thrown with the dice.
struct SchoolSettings {
    var weeks: Int64 = 6
    /// Between two things that somebody does, on average.
    var actionMinutes: Int64 = 60
    var hasFaults = true
    var hasCrashes = true
    var hasSecondProcess = true
    var usesDashboard = true
    /// Without a fault, until everything is settled.
    var quietDays: Int64 = 12
}

/// What broke, in which run, and what led to it.
struct BrokenRun: Error, CustomStringConvertible {
    let seed: UInt64
    let invariant: String
    let steps: [String]

    var description: String {
        "seed \(seed): \(invariant)\n" + steps.map { "    \($0)\n" }.joined()
    }
}

final class School: @unchecked Sendable {
    // Safe: a simulation has one thread.
    let seed: UInt64
    let settings: SchoolSettings
    let time: SimulatedTime
    let dice: Dice
    let stripe: SimulatedStripe
    let database: SQLiteDatabase
    let version: String
    let mode: ExpiringHoldsMode
    let linkSecret: Secret
    var policy = BuiltInPolicy.sixHours
    var processes: [ShopProcess] = []
    var services: [String: ShopServices] = [:]
    var students: [Int64] = []
    var customers: [Int64: CustomerID] = [:]
    var instructors: [Int64] = []
    var webhookSecret = ""
    /// By the caller's name, which is a new one for each thing that somebody asks for.
    var asked: [String: AskedEnd] = [:]
    var askCount = 0
    /// Those who gave no key, and so may ask twice.
    var keyless: Set<String> = []
    /// Payments that somebody changed in the Dashboard.
    var touched: Set<Int64> = []
    var isQuiet = false
    var observer = Observer()
    private var trace: [String] = []
    private(set) var broken: String?
    let startsAt: Int64
    var endsAt: Int64 { startsAt + settings.weeks * 7 * 86_400 }

    static let day: Int64 = 86_400

    init(seed: UInt64, _ settings: SchoolSettings) throws {
        self.seed = seed
        self.settings = settings
        let dice = Dice(seed: seed)
        self.dice = dice
        startsAt = 1_772_000_000 + dice.within(0...Self.day)
        version = dice.pick(["2022-11-15", "2026-08-26.dahlia"]) ?? ""
        time = SimulatedTime(dice: dice.split(), startsAt: startsAt)
        stripe = SimulatedStripe(
            Stub(StubSettings(seed: seed, acceptsRawCards: true, eventsMax: 1_000_000)),
            version: version, time: time, dice: dice.split())
        database = try SQLiteDatabase.inMemory()
        mode = dice.pick(ExpiringHoldsMode.allCases) ?? .capture
        linkSecret = Secret("a secret of the house")
        policy = dice.pick(BuiltInPolicy.allCases) ?? .sixHours
    }

    // MARK: The run

    /// - Throws: a `BrokenRun`.
    func run() throws {
        perform { try await self.open() }
        for name in settings.hasSecondProcess ? ["A", "B"] : ["A"] { start(name) }
        scheduleAction()
        scheduleWebhooks()
        scheduleChanges()
        let quietFrom = endsAt
        while broken == nil, time.nowSeconds < quietFrom { stepAndLook() }
        beQuiet()
        while broken == nil, time.nowSeconds < quietFrom + settings.quietDays * Self.day { stepAndLook() }
        if broken == nil { perform { try await self.compareWithTruth() } }
        if let broken { throw BrokenRun(seed: seed, invariant: broken, steps: trace) }
    }

    private func stepAndLook() {
        time.step()
        guard observer.hasNews || stripe.wasChanged else { return }
        perform { try await self.look() }
        observer.hasNews = false
        stripe.wasChanged = false
    }

    /// Runs something of the test's own to its end, at this very moment.
    private func perform(_ body: @escaping @Sendable () async throws -> Void) {
        time.start {
            do { try await body() } catch { self.fail("\(error)") }
        }
        time.drain()
    }

    private func beQuiet() {
        note("quiet from here on")
        isQuiet = true
        stripe.faultPercent = 0
        stripe.outage = nil
        for process in processes {
            process.crashesPerThousand = 0
            process.refusalsPerThousand = 0
        }
    }

    // MARK: Notes

    func note(_ text: String) {
        let (days, seconds) = (time.nowSeconds - startsAt).quotientAndRemainder(dividingBy: Self.day)
        trace.append("day \(days) \(seconds / 3600)h\(seconds / 60 % 60)m\(seconds % 60)s (\(time.nowSeconds)): \(text)")
        if Self.tracesAll { print(seed, trace.last ?? "") }
        if trace.count > Self.traceMax { trace.removeFirst(trace.count - Self.traceMax) }
    }

    static let traceMax = 30
    static let tracesAll = ProcessInfo.processInfo.environment["FERMATA_SIMULATION_TRACE"] != nil

    func fail(_ text: String) {
        if broken == nil { broken = text }
    }
}

/// The services of one process.
struct ShopServices: Sendable {
    let process: ShopProcess
    let bookings: Bookings
    let jobs: Jobs
    let webhooks: Webhooks
    let database: ProcessDatabase
}

// MARK: People and processes

extension School {
    private func open() async throws {
        _ = try await Migrator(clock: time.clock).migrate(database)
        let answer = stripe.ask(
            "POST", "/v1/webhook_endpoints", "url=http://127.0.0.1:9/webhooks&enabled_events[]=*&api_version=\(version)")
        webhookSecret = try JSON(answer.body)["secret"]?.string ?? ""
        for (index, card) in Self.cards.enumerated() {
            let made = stripe.ask("POST", "/v1/customers", "name=Student+\(index)&email=s\(index)@example.com")
            guard let customer = try JSON(made.body)["id"]?.string.flatMap({ CustomerID($0) }) else {
                throw BrokenRun(seed: seed, invariant: "no customer", steps: [])
            }
            try attach(card, to: customer)
            let id = try await database.transaction { [now = time.nowSeconds] tx in
                try await tx.insertStudent(
                    name: "Student \(index)", email: "s\(index)@example.com", timeZone: "UTC", subject: nil,
                    customer: customer, now: now
                ).id
            }
            students.append(id)
            customers[id] = customer
        }
        for index in 0..<3 {
            let id = try await database.transaction { [now = time.nowSeconds] tx in
                try await tx.insertInstructor(
                    name: "Instructor \(index)", email: "i\(index)@example.com", timeZone: "UTC", subject: nil,
                    now: now
                ).id
            }
            instructors.append(id)
        }
    }

    func attach(_ card: String, to customer: CustomerID) throws {
        var method = card
        if card.hasPrefix("4") {
            let made = stripe.ask(
                "POST", "/v1/payment_methods",
                "type=card&card[number]=\(card)&card[exp_month]=12&card[exp_year]=2034&card[cvc]=123")
            method = try JSON(made.body)["id"]?.string ?? ""
        }
        let answer = stripe.ask("POST", "/v1/payment_methods/\(method)/attach", "customer=\(customer.text)")
        guard answer.status == 200 else {
            throw BrokenRun(
                seed: seed, invariant: "no card \(card): \(String(decoding: answer.body, as: UTF8.self))", steps: [])
        }
    }

    /// Good ones; then those that are declined, want their owner, are disputed, or do not take money back.
    static let cards = [
        "pm_card_visa", "pm_card_mastercard", "pm_card_amex", "pm_card_visa", "pm_card_visa_debit",
        "pm_card_chargeCustomerFail", "pm_card_authenticationRequired",
        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds", "4000000000000259",
        "4000000000001976", "4000000000005126", "4000000000007726",
    ]

    private func start(_ name: String) {
        note("process \(name) starts")
        let process = ShopProcess(name, time: time, dice: dice.split())
        if !isQuiet, settings.hasCrashes {
            process.crashesPerThousand = 2
            process.refusalsPerThousand = 2
        }
        process.onCrash = { [self] in
            note("process \(name) is killed")
            processes.removeAll { $0.name == name }
            let pause = dice.pick(weighted: [(5, 5), (3, 300), (1, 36_000)] as [(weight: Int, choice: Int64)])
            time.after(seconds: pause) { self.start(name) }
        }
        let random = dice.split().bytes
        let stripeSettings = StripeClientSettings(
            secretKey: Secret("sk_test_school"), apiVersion: version, deadlineMilliseconds: 20_000)
        let client = StripeClient(
            settings: stripeSettings, transport: StripeWire(stripe: stripe, process: process), waiter: time,
            random: random)
        let base = ProcessDatabase(base: database, process: process) { self.observer.hasNews = true }
        do {
            let desk = BookingDesk(
                BackOfficeSettings(
                    place: .memory, policy: try Policy(json: policy.json), holdLeadDays: 3,
                    expiringHolds: mode, stripeDeadlineSeconds: 20),
                linkSecret: linkSecret, clock: time.clock, random: random)
            let intake = desk.intake(base, client, isLive: false)
            services[name] = ShopServices(
                process: process, bookings: desk.bookings(base, client),
                jobs: desk.jobs(base, client, isLive: false) { _ in (0, 0) },
                webhooks: Webhooks(intake, secrets: [Secret(webhookSecret)], clock: time.clock),
                database: base)
        } catch {
            fail("\(error)")
        }
        processes.append(process)
        scheduleJobs(of: process)
    }

    /// Everybody but the one that fits is down at times.
    var anyServices: ShopServices? { dice.pick(processes).flatMap { services[$0.name] } }

    // MARK: What changes by itself

    private func scheduleJobs(of process: ShopProcess) {
        let gap: Int64 =
            isQuiet ? 1800 : dice.pick(weighted: [(1, 120), (4, 900), (5, 3600)])
        time.after(seconds: gap) { [self] in
            guard process.isAlive, let services = services[process.name] else { return }
            time.start {
                await self.runJobs(services)
                self.scheduleJobs(of: process)
            }
        }
    }

    private func runJobs(_ services: ShopServices) async {
        let process = services.process
        for job in JobName.allCases where job != .deliverOutbox {
            let last = process.lastRuns[job] ?? 0
            guard time.nowSeconds - last >= job.everySeconds, isQuiet || dice.falls(percent: 70) else { continue }
            process.lastRuns[job] = time.nowSeconds
            do {
                if let run = try await services.jobs.run(job), run.count + run.failed > 0 {
                    note("\(process.name) \(job.rawValue): \(run.count) done, \(run.failed) failed \(run.problem ?? "")")
                }
            } catch is ProcessGone {
                return
            } catch {
                note("\(process.name) \(job.rawValue): \(error)")
            }
        }
    }

    /// Bad days of Stripe's, and new rules of the school's.
    private func scheduleChanges() {
        stripe.faultPercent = settings.hasFaults ? dice.pick([0, 2, 5, 15]) ?? 0 : 0
        for _ in 0..<3 {
            time.after(seconds: dice.within(0...(settings.weeks * 7 * Self.day))) { [self] in
                policy = dice.pick(BuiltInPolicy.allCases) ?? policy
                note("policy \(policy.rawValue), the shop starts anew")
                for process in processes { process.crash() }
            }
        }
        guard settings.hasFaults else { return }
        for _ in 0..<2 {
            time.after(seconds: dice.within(0...(settings.weeks * 7 * Self.day))) { [self] in
                guard !isQuiet else { return }
                let seconds = dice.pick([600, 7200, 40_000, 110_000] as [Int64]) ?? 600
                let fault = dice.pick(weighted: WireFault.weighted)
                note("Stripe is away for \(seconds) s: \(fault)")
                stripe.outage = (time.nowSeconds + seconds, fault)
            }
        }
    }
}
