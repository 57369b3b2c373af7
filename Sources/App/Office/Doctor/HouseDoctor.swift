// On the way to a shell: whether the database can be used, is whole and up to date, and what in it waits for a person.
internal import Basics
internal import PaymentRules
internal import Payments
internal import Reactor

struct HouseDoctor: Sendable {
    let settings: Settings
    let link: StripeLink
    let loop: EventLoop
    let clock: WallClock

    func findings() async -> [DoctorFinding] {
        do throws(BookingFailure) {
            let place = settings.bookings.place
            if case .missing = try HouseCheckup.standing(of: place) {
                return [.ok("database", "There is none yet: the first start makes it.")]
            }
            let office = settings.bookings.backOffice(stripeDeadlineSeconds: settings.stripe.deadlineSeconds)
            let house = try await HouseCheckup.look(office, on: loop, clock: clock)
            let findings = await findings(house)
            await house.close()
            return findings
        } catch {
            return [
                .fail(
                    "database", "It cannot be used: \(error.logText).",
                    mend: "See DATA_DIR and DATABASE_URL, and whether its server runs.")
            ]
        }
    }

    /// Each for itself, but for tables that are not there.
    private func findings(_ house: HouseCheckup) async -> [DoctorFinding] {
        var findings = [standing(house)]
        let migrations = await migrations(house)
        findings.append(migrations)
        await findings.append(integrity(house))
        guard migrations.verdict == .ok else { return findings }
        await findings.append(owner(house))
        await findings.append(jobs(house))
        await findings.append(holds(house))
        return findings
    }

    private func standing(_ house: HouseCheckup) -> DoctorFinding {
        switch house.standing {
        case .missing, .free: .ok("database", "It opens, and no server has it just now.")
        case .inUse: .ok("database", "It opens, and a server has it.")
        case .server(let version): .ok("database", "PostgreSQL \(version) answers.")
        }
    }

    private func migrations(_ house: HouseCheckup) async -> DoctorFinding {
        do throws(BookingFailure) {
            let outstanding = try await house.outstandingMigrations()
            guard outstanding.isEmpty else {
                return .warn(
                    "migrations", "The tables lack \(outstanding.joined(separator: ", ")).",
                    mend: "Start the server, or run fermata migrate: either makes them.")
            }
            return .ok("migrations", "The tables are this release's.")
        } catch {
            return .fail("migrations", "The tables are not as this program left them: \(error.logText).")
        }
    }

    private func integrity(_ house: HouseCheckup) async -> DoctorFinding {
        do throws(BookingFailure) {
            guard let damage = try await house.damage() else {
                return .ok("integrity", "The database is whole.")
            }
            return .fail("integrity", "The database is damaged: \(damage).", mend: Self.restores)
        } catch {
            return .fail("integrity", "It cannot be read: \(error.logText).", mend: Self.restores)
        }
    }

    /// A start refuses another account's database, where Stripe says whose the key is.
    private func owner(_ house: HouseCheckup) async -> DoctorFinding {
        do throws(BookingFailure) {
            guard let owner = try await house.account() else {
                return .ok("owner", "It belongs to no Stripe account yet.")
            }
            // Stripe is spoken to on its loop, and a file is read beside it.
            let theirs = await withTaskExecutorPreference(loop) { @concurrent [link, clock] in
                try? await StripeCheckup(link, clock: clock).standing().account
            }
            guard let theirs, theirs != owner else {
                return .ok("owner", "It belongs to the Stripe account \(owner).")
            }
            return .fail(
                "owner", "The database belongs to the Stripe account \(owner), and the key to \(theirs).",
                mend: "Use the key of the former, or another DATA_DIR or DATABASE_URL.")
        } catch {
            return .fail("owner", "Whose it is cannot be read: \(error.logText).")
        }
    }

    private static let restores = "Stop the server and restore a backup (fermata restore)."

    private func jobs(_ house: HouseCheckup) async -> DoctorFinding {
        do throws(BookingFailure) {
            return Self.jobs(try await house.jobStandings(), house.standing, now: clock.nowSeconds)
        } catch {
            return .fail("jobs", "How they went cannot be read: \(error.logText).")
        }
    }

    private static func jobs(
        _ standings: [JobStanding], _ house: HouseCheckup.Standing, now: Int64
    ) -> DoctorFinding {
        let failed = standings.filter { $0.lastError != nil }
        if let first = failed.first {
            let names = failed.map(\.name).joined(separator: ", ")
            return .warn(
                "jobs", "The last run failed of \(names): \(first.lastError ?? "").",
                mend: "fermata jobs tells each; it is tried again by itself.")
        }
        if case .free = house { return .ok("jobs", "No server runs, and so no job; none has failed.") }
        let late = JobName.silent(in: standings, now: now)
        guard late.isEmpty else {
            let names = late.map(\.rawValue).joined(separator: ", ")
            return .warn(
                "jobs", "Long without a success: \(names).",
                mend: "A server that was started minutes ago catches up; else see its log for job_failed.")
        }
        return .ok("jobs", "All have run in their time.")
    }

    private func holds(_ house: HouseCheckup) async -> DoctorFinding {
        do throws(BookingFailure) {
            let left = try await house.holdsLeftToEnd(
                link, on: loop, isLive: settings.stripe.mode == .live)
            guard let first = left.first else {
                return .ok("holds", "None ends within a day that a job does not look after.")
            }
            let booking = first.booking.map { "booking \($0)" } ?? "payment \(first.payment)"
            return .warn(
                "holds", "\(left.count) end within a day and no job renews them, the first of \(booking).",
                mend: "Capture them, or ask for another card; /admin/holds lists them.")
        } catch {
            return .fail("holds", "They cannot be read: \(error.logText).")
        }
    }
}
