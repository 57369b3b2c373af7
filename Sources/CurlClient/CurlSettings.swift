// On the way to another server: the bounds of the client.

package struct CurlSettings: Sendable {
    /// A server that does not take a connection in this time is down.
    package var connectMillisecondsMax = 5000
    /// Far above any answer of an API; below what could hurt.
    package var answerBytesMax = 8 * 1024 * 1024
    package var headBytesMax = 64 * 1024
    /// Kept open for the next request, each loop its own; at least as many as a loop has requests under way.
    package var connectionsKeptMax = 512
    package var userAgent = "Fermata/1"

    package init() {}
}
