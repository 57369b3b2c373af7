// In a simulated run: what happens at its time, and Stripe's bad days.
import PaymentRules

@testable import Payments

extension School {
    func scheduleJobs(of process: ShopProcess) {
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
        for job in JobName.allCases where ![.deliverOutbox, .deliverWebhooks].contains(job) {
            let last = process.lastRuns[job] ?? 0
            guard time.nowSeconds - last >= job.everySeconds, isQuiet || dice.falls(percent: 70) else {
                continue
            }
            process.lastRuns[job] = time.nowSeconds
            do {
                if let run = try await services.jobs.run(job), run.count + run.failed > 0 {
                    note(
                        "\(process.name) \(job.rawValue): \(run.count) done, \(run.failed) failed \(run.problem ?? "")"
                    )
                }
            } catch is ProcessGone {
                return
            } catch {
                note("\(process.name) \(job.rawValue): \(error)")
            }
        }
    }

    /// Bad days of Stripe's, and new rules of the school's.
    func scheduleChanges() {
        stripe.faultPercent = settings.hasFaults ? dice.pick([2, 5, 15, 40]) ?? 0 : 0
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
