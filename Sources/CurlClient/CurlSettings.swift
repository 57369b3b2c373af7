// On the way to another server: the bounds of the client.
#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Where a client may connect to. It holds for all of a client's connections, because they are kept and shared.
package enum CurlAddresses: Sendable {
    case any
    /// Public ones alone. Not the name is looked at but the address, when the socket for it is opened, so that it does
    /// not matter what the name stood for a moment before. No proxy is used, which would look for itself.
    case publicOnly
}

package struct CurlSettings: Sendable {
    /// A server that does not take a connection in this time is down.
    package var connectMillisecondsMax = 5000
    /// Far above any answer of an API; below what could hurt.
    package var answerBytesMax = 8 * 1024 * 1024
    package var headBytesMax = 64 * 1024
    /// Whether a longer answer is cut off there and counts by its status; else it is no answer.
    package var cutsLongAnswers = false
    package var addresses = CurlAddresses.any
    /// Kept open for the next request, each loop its own; at least as many as a loop has requests under way.
    package var connectionsKeptMax = 512
    /// Under way at once, each loop its own. More would not be answered sooner, and each takes a connection.
    package var transfersMax = 256
    /// How many more may wait for their turn; who comes then is turned away at once rather than too late.
    package var queueMax = 1024
    /// Mails under way at once, a connection each: mail servers turn away who opens many.
    package var mailsMax = 8
    package var userAgent = "Fermata/1"
    /// Whom to believe, in PEM; nil believes whom the system does. OpenSSL's standard variable names it, but libcurl
    /// has a built-in file of its own and does not look.
    package var authoritiesFile: String?

    package init(environment: (String) -> String? = Self.environmentValue) {
        authoritiesFile = environment("SSL_CERT_FILE").flatMap { $0.isEmpty ? nil : $0 }
    }

    package static func environmentValue(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
