// At the end: how the program ends, for whoever starts it from a script.

/// As sysexits.h has it, and 1 for what a look has found.
enum ExitStatus: Int32, CaseIterable {
    case good = 0
    case finding = 1
    case usage = 64
    case unavailable = 69
    case settings = 78

    var meaning: String {
        switch self {
        case .good: "done, and nothing to complain of"
        case .finding: "what was looked at is not as it should be"
        case .usage: "the command line cannot be"
        case .unavailable: "Stripe, the database or another service is not to be had"
        case .settings: "the settings, or a file that was named, cannot be used"
        }
    }
}
