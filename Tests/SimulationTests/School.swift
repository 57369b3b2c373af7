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
    /// Of a thousand steps of a process, how many end it.
    let crashiness: Int
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
        crashiness = dice.pick([1, 3, 10]) ?? 1
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
        trace.append(
            "day \(days) \(seconds / 3600)h\(seconds / 60 % 60)m\(seconds % 60)s (\(time.nowSeconds)): \(text)"
        )
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
