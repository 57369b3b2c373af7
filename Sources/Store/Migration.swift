// Before the first request: the steps from an empty database to the one that this program knows.
internal import Basics

/// One file of `Migrations/`, named `NNNN-what.sql`. Once a release has it, it never changes: the next step is a new
/// file.
package struct Migration: Sendable {
    package let number: Int64
    package let name: String
    let sql: String
    /// SHA-256 of the file, in hexadecimal.
    let checksum: String

    package init(_ name: String, _ file: [UInt8]) {
        number = Int64(name.prefix { $0.isNumber }) ?? 0
        self.name = name
        sql = String(decoding: file, as: UTF8.self)
        checksum = Hex.encode(Digest.sha256(file))
    }
}

extension Migration {
    /// All, in their order. A file in the folder that is missing here fails a test. (SwiftPM makes a constant of each
    /// and puts a line in place of the first digit.)
    package static let all = [
        Migration("0001-bookings", PackageResources._001_bookings_sql),
        Migration("0002-service-payments", PackageResources._002_service_payments_sql),
        Migration("0003-marketplace", PackageResources._003_marketplace_sql),
        Migration("0004-rate-limits", PackageResources._004_rate_limits_sql),
        Migration("0005-desk", PackageResources._005_desk_sql),
        Migration("0006-request-ids", PackageResources._006_request_ids_sql),
        Migration("0007-mails-sent", PackageResources._007_mails_sent_sql),
    ]
}
