// At the start: where bookings are kept, and by which rules they are made.
internal import Basics
package import PaymentRules
package import Payments

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

package struct BookingSettings: Sendable {
    package let place: BackOfficeSettings.Place
    package let policy: Policy
    package let holdLeadDays: Int
    package let expiringHolds: ExpiringHoldsMode

    func backOffice(stripeDeadlineSeconds: Int) -> BackOfficeSettings {
        BackOfficeSettings(
            place: place, policy: policy, holdLeadDays: Int64(holdLeadDays), expiringHolds: expiringHolds,
            stripeDeadlineSeconds: Int64(stripeDeadlineSeconds))
    }
}

extension BookingSettings {
    /// nil when something does not fit; the reader then knows what.
    static func read(_ reader: inout SettingsReader, sandbox: Bool) -> BookingSettings? {
        let folder = reader.read(.dataDirectory) { text throws(UnfitValue) in text }
        let server = reader.read(.databaseURL, parseDatabaseURL)
        let policy = reader.read(.policy, parsePolicy)
        let days = reader.integer(.holdLeadDays, in: 1...6)
        let expiring = reader.read(.expiringHolds, parseExpiringHolds)
        guard let folder, let policy, let days, let expiring else { return nil }
        let isFolderGiven = reader.environment.value(SettingKey.dataDirectory.name) != nil
        let place: BackOfficeSettings.Place =
            if let server { .server(server) } else if sandbox, !isFolderGiven { .memory } else {
                .folder(folder)
            }
        return BookingSettings(place: place, policy: policy, holdLeadDays: days, expiringHolds: expiring)
    }

    private static func parseDatabaseURL(_ text: String) throws(UnfitValue) -> Secret {
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") else {
            throw UnfitValue("must look like postgres://user:password@host:5432/name")
        }
        return Secret(text)
    }

    private static func parsePolicy(_ text: String) throws(UnfitValue) -> Policy {
        do throws(PolicyFailure) {
            return try policy(named: text)
        } catch {
            throw UnfitValue("cannot be used: \(error)")
        }
    }

    /// One that comes with the server, or a file's.
    static func policy(named text: String) throws(PolicyFailure) -> Policy {
        if let builtIn = BuiltInPolicy(rawValue: text) { return try Policy(json: builtIn.json) }
        return try Policy(json: try contents(text))
    }

    private static func contents(_ path: String) throws(PolicyFailure) -> [UInt8] {
        guard let file = fopen(path, "rb") else {
            let names = BuiltInPolicy.allCases.map(\.rawValue).joined(separator: ", ")
            throw PolicyFailure("", "\(path) is neither a file that can be read nor one of \(names).")
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: policyBytesMax)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }

    /// A policy is a page of text.
    private static let policyBytesMax = 64 * 1024

    private static func parseExpiringHolds(_ text: String) throws(UnfitValue) -> ExpiringHoldsMode {
        guard let mode = ExpiringHoldsMode(rawValue: text) else {
            let modes = ExpiringHoldsMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw UnfitValue("must be one of \(modes)")
        }
        return mode
    }
}
