// On the way to a shell: what a look at one thing has found.
internal import Basics
internal import Payments

/// A line of `fermata doctor`. It holds no key, no address of a person and no password.
struct DoctorFinding: Sendable {
    enum Verdict: String, Sendable {
        case ok
        /// The server runs, and something of it is not as it should be.
        case warn
        /// The server cannot do without.
        case fail
    }

    /// Of the thing that was looked at, the same in every run.
    let check: String
    let verdict: Verdict
    /// A sentence.
    let text: String
    /// What to do about it; nil where there is nothing to do.
    var mend: String?

    static func ok(_ check: String, _ text: String) -> DoctorFinding {
        DoctorFinding(check: check, verdict: .ok, text: text)
    }

    static func warn(_ check: String, _ text: String, mend: String? = nil) -> DoctorFinding {
        DoctorFinding(check: check, verdict: .warn, text: text, mend: mend)
    }

    static func fail(_ check: String, _ text: String, mend: String? = nil) -> DoctorFinding {
        DoctorFinding(check: check, verdict: .fail, text: text, mend: mend)
    }
}

/// All findings, for people and for programs.
struct DoctorBody {
    let findings: [DoctorFinding]

    var isHealthy: Bool { !findings.contains { $0.verdict == .fail } }

    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("healthy", isHealthy)
        writer.name("checks")
        writer.beginArray()
        for finding in findings {
            writer.beginObject()
            writer.member("check", finding.check)
            writer.member("verdict", finding.verdict.rawValue)
            writer.member("text", finding.text)
            if let mend = finding.mend { writer.member("mend", mend) }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    var text: String {
        let table = TextTable(
            findings.map { finding in
                [
                    finding.verdict.rawValue, finding.check,
                    finding.text + (finding.mend.map { " \($0)" } ?? ""),
                ]
            })
        let (fails, warnings) = (count(.fail), count(.warn))
        let sum =
            fails + warnings == 0
            ? "All is well." : "\(fails) of \(findings.count) failed, \(warnings) to be looked at."
        return table.text + sum + "\n"
    }

    private func count(_ verdict: DoctorFinding.Verdict) -> Int {
        findings.count { $0.verdict == verdict }
    }
}
