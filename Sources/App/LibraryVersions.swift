// At the start: the libraries that this program runs with, for who reports a fault.
internal import Payments

package enum LibraryVersions {
    /// As libcurl tells it: its own version, then those of OpenSSL, zlib and the rest it was built on.
    package static var text: String { StripeAccess.libraryVersions }
}
