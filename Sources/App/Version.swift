// At the start: what this program is, and on what it stands, for who reports a fault.
internal import Payments

package enum Version {
    package static let text = "0.1.0"

    /// As libcurl tells it: its own version, then those of OpenSSL, zlib and the rest it was built on.
    package static var libraries: String { StripeAccess.libraryVersions }
}
