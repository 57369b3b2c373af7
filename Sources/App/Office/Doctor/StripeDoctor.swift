// On the way to a shell: whether Stripe believes the key, tells us of events, and has the same time.
internal import Payments

struct StripeDoctor: Sendable {
    let settings: Settings
    let checkup: StripeCheckup

    /// At five minutes every webhook is refused as too old, or as from the future.
    private static let skewSecondsWarned: Int64 = 5
    private static let skewSecondsMax: Int64 = 60

    func account() async -> [DoctorFinding] {
        let version = settings.stripe.version
        do throws(StripeCheckup.Failure) {
            let standing = try await checkup.standing()
            return [
                .ok("stripe", "\(standing.account) at \(settings.stripe.base) answers as of \(version)."),
                Self.clock(standing.clockSkewSeconds),
            ]
        } catch {
            if error.isRestricted {
                let text = "The key is a restricted one, and may not read whose it is (\(error.text))."
                return [.warn("stripe", text, mend: "Let it read the account, or look for yourself.")]
            }
            return [
                .fail(
                    "stripe", "\(settings.stripe.base): \(error.text).",
                    mend: error.isOfKey
                        ? "Take the key from Stripe's dashboard again, or roll it."
                        : "See whether this machine reaches it, and status.stripe.com.")
            ]
        }
    }

    static func clock(_ skewSeconds: Int64?) -> DoctorFinding {
        guard let skewSeconds else { return .warn("clock", "Stripe told no time to compare with.") }
        let apart = skewSeconds.magnitude
        let text = "This machine's clock is \(apart) s \(skewSeconds > 0 ? "behind" : "before") Stripe's."
        let mend = "Let it follow a time server (timedatectl set-ntp true)."
        if apart > skewSecondsMax { return .fail("clock", text, mend: mend) }
        if apart > skewSecondsWarned { return .warn("clock", text, mend: mend) }
        return .ok("clock", "This machine's clock is Stripe's.")
    }

    // MARK: Events

    func webhooks() async -> [DoctorFinding] {
        let check = "webhooks"
        let port = UInt16(settings.listen.port)
        let address = "\(settings.listen.origin(boundPort: port))/webhook"
        do throws(StripeCheckup.Failure) {
            let ours = try await checkup.listeners().filter { $0.url == address }
            guard let first = ours.first else {
                return [
                    .warn(
                        check, "Stripe has no endpoint \(address): events are read ten minutes late.",
                        mend: "Add it at Stripe's dashboard, or correct DOMAIN.")
                ]
            }
            let enabled = ours.filter(\.isEnabled)
            guard !enabled.isEmpty else {
                return [
                    .warn(
                        check, "Stripe has disabled the endpoint \(address).",
                        mend: "Mend why, then enable it at Stripe's dashboard.")
                ]
            }
            // What one does not hear of another may: of connected accounts tells one of its own.
            let missing = enabled.reduce(first.missingTypes) { $0.intersection($1.missingTypes) }.sorted()
            guard missing.isEmpty else {
                let names = missing.joined(separator: ", ")
                return [
                    .warn(check, "\(address) is not told of \(names).", mend: "Add them to the endpoint.")
                ]
            }
            return [.ok(check, "Stripe tells \(address) of all that is acted on.")]
        } catch {
            let text = "Who is told of events cannot be read: \(error.text)."
            return [error.isRestricted ? .warn(check, text) : .fail(check, text)]
        }
    }
}
