// In a simulated run: who is in it, and the processes of the shop.
import Basics
import PaymentRules
import StripeClient

@testable import Payments
@testable import Store
@testable import StripeStub

extension School {
    func open() async throws {
        _ = try await Migrator(clock: time.clock).migrate(database)
        let answer = stripe.ask(
            "POST", "/v1/webhook_endpoints",
            "url=http://127.0.0.1:9/webhooks&enabled_events[]=*&api_version=\(version)")
        webhookSecret = try JSON(answer.body)["secret"]?.string ?? ""
        for (index, card) in Self.cards.enumerated() {
            let made = stripe.ask(
                "POST", "/v1/customers", "name=Student+\(index)&email=s\(index)@example.com")
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
                    name: "Instructor \(index)", email: "i\(index)@example.com", timeZone: "UTC",
                    subject: nil,
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
                seed: seed, invariant: "no card \(card): \(String(decoding: answer.body, as: UTF8.self))",
                steps: [])
        }
    }

    /// Good ones; then those that are declined, want their owner, are disputed, or do not take money back.
    static let cards = [
        "pm_card_visa", "pm_card_mastercard", "pm_card_amex", "pm_card_visa", "pm_card_visa_debit",
        "pm_card_chargeCustomerFail", "pm_card_authenticationRequired",
        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds", "4000000000000259",
        "4000000000001976", "4000000000005126", "4000000000007726",
    ]

    func start(_ name: String) {
        note("process \(name) starts")
        let process = ShopProcess(name, time: time, dice: dice.split())
        if !isQuiet, settings.hasCrashes {
            process.crashesPerThousand = crashiness
            process.refusalsPerThousand = 2
        }
        process.onCrash = { [self] in
            note("process \(name) is killed")
            processes.removeAll { $0.name == name }
            let pause = dice.pick(
                weighted: [(5, 5), (3, 300), (1, 36_000)] as [(weight: Int, choice: Int64)])
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
                jobs: desk.jobs(
                    base, client, isLive: false, deliverMails: { _ in (0, 0) }, deliverHooks: { _ in (0, 0) }),
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
}
