// On the way to a shell: whether mails can leave, and whether there is room.
internal import Payments

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

struct MailDoctor: Sendable {
    let settings: Settings

    private static let seconds = 10

    func findings() async -> [DoctorFinding] {
        guard let server = settings.mail.server else { return [folder] }
        do {
            let sender = try SMTPSender.start(server)
            try await sender.greet(seconds: Self.seconds)
            sender.stop()
            let way = server.isLoopback ? "" : ", over TLS"
            let login = server.user == nil ? "" : ", and lets the server in"
            return [.ok("mail", "\(server.url) answers\(way)\(login).")]
        } catch let failure as MailFailure {
            let reason =
                switch failure {
                case .later(let reason), .never(let reason): reason
                }
            return [
                .fail(
                    "mail", "\(server.url): \(reason).",
                    mend: "See SMTP_URL, SMTP_USER and SMTP_PASSWORD; mails wait until it answers.")
            ]
        } catch {
            return [.fail("mail", "\(error).")]
        }
    }

    /// Mails are files then.
    private var folder: DoctorFinding {
        let place = "\(settings.mail.dataDirectory)/outbox"
        guard let there = Folder.nearest(to: place), access(there, W_OK | X_OK) == 0 else {
            return .fail(
                "mail", "Mails cannot be written to \(place).",
                mend: "Give the server's user the folder DATA_DIR.")
        }
        let text = "No mail leaves the machine: each becomes a file in \(place)."
        return settings.stripe.mode == .live
            ? .warn("mail", text, mend: "Set SMTP_URL and MAIL_FROM.") : .ok("mail", text)
    }
}

struct DiskDoctor {
    let folder: String

    private static let bytesWarned: UInt64 = 1 << 30
    private static let bytesMin: UInt64 = 100 << 20

    func findings() -> [DoctorFinding] {
        var figures = statvfs()
        guard let there = Folder.nearest(to: folder), statvfs(there, &figures) == 0 else {
            return [.fail("disk", "\(folder) cannot be looked at.", mend: "See DATA_DIR.")]
        }
        return [Self.finding(folder, freeBytes: UInt64(figures.f_bavail) * UInt64(figures.f_frsize))]
    }

    static func finding(_ folder: String, freeBytes: UInt64) -> DoctorFinding {
        let text = "\(freeBytes >> 20) MiB are free where \(folder) is."
        let mend = "Make room: on a full disk nothing is booked or captured."
        if freeBytes < bytesMin { return .fail("disk", text, mend: mend) }
        return freeBytes < bytesWarned ? .warn("disk", text, mend: mend) : .ok("disk", text)
    }
}

private enum Folder {
    /// The folder itself, or the first above it that is there.
    static func nearest(to path: String) -> String? {
        var path = path
        while access(path, F_OK) != 0 {
            guard errno == ENOENT, path != "/", path != "." else { return nil }
            path = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        }
        return path
    }
}
