// On the way to a shell: whether the settings fit together, and whom they let in.
internal import Basics

struct SettingsDoctor {
    let settings: Settings

    func findings() -> [DoctorFinding] {
        let warnings = settings.warnings.map { DoctorFinding.warn("settings", "\($0).") }
        return [.ok("settings", "They can be used.")] + warnings + [keys, webhookSecret, access]
    }

    /// That all are of one mode is part of the settings' own rules.
    private var keys: DoctorFinding {
        switch settings.stripe.mode {
        case .test: .ok("keys", "Stripe's test mode: no real money moves.")
        case .live: .ok("keys", "Stripe's live mode: real money moves.")
        }
    }

    private var webhookSecret: DoctorFinding {
        let check = "webhook_secret"
        let secrets = settings.stripe.webhookSecrets
        guard !secrets.isEmpty else {
            return .warn(
                check,
                "STRIPE_WEBHOOK_SECRET is not set: what Stripe tells is refused, and read ten minutes later.",
                mend: "Set it to the endpoint's signing secret, from Stripe's dashboard.")
        }
        if secrets.contains(where: { $0.reveal().utf8.count < Self.webhookSecretBytes }) {
            return .warn(
                check, "STRIPE_WEBHOOK_SECRET is shorter than any of Stripe's.",
                mend: "Copy it again: a part may be missing.")
        }
        return .ok(
            check, secrets.count == 1 ? "It is set." : "\(secrets.count) are set: one is being rolled.")
    }

    /// `whsec_` and 32 more, as Stripe makes them.
    private static let webhookSecretBytes = 38

    private var access: DoctorFinding {
        guard settings.auth != nil else {
            return .warn(
                "access", "No key proves tokens: nobody can sign in.",
                mend: "Set AUTH_JWT_SECRET, or another of the AUTH_ settings.")
        }
        let isForUsAlone = settings.listen.host.isLoopback
        switch settings.lessonsAuth {
        case .required: return .ok("access", "The lesson shop's routes ask its staff for a token.")
        case .open where isForUsAlone:
            return .ok(
                "access", "The lesson shop's routes ask for no token, and only this machine reaches them.")
        case .open:
            return .warn(
                "access", "Other machines reach the lesson shop's routes, which move money without a token.",
                mend: "Set LESSONS_AUTH=required, unless a proxy asks who they are.")
        }
    }
}
