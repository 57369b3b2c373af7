// On a request's way: every bound of the server on one page.

/// How much and how long a client may take. Each has a reason; none is unlimited.
package struct Limits: Sendable {
    /// Longer targets are no route of ours; 414.
    package var requestLineBytesMax = 8 * 1024
    /// Room for a long bearer token; 431.
    package var fieldLineBytesMax = 8 * 1024
    /// What one connection may make us hold before we know what it wants; 431. At most 65,535: offsets are 16 bits.
    package var headBytesMax = 32 * 1024
    package var fieldsMax = 100
    /// Routes may ask for less; 413.
    package var bodyBytesMax = 1024 * 1024
    /// The extensions and trailers of a chunked body, which nobody reads but everybody must skip; 400.
    package var chunkOverheadBytesMax = 16 * 1024

    /// A head that drips in is an attack, not a slow phone; 408.
    package var headSeconds = 10
    package var bodySeconds = 30
    /// A body slower than this on average, after `bodyGraceSeconds`, holds a connection for nothing.
    package var bodyBytesPerSecondMin = 1024
    package var bodyGraceSeconds = 5
    /// Longer than the keep-alive of the usual proxies, so that they close first.
    package var idleSeconds = 60
    /// Recycles what a connection has gathered.
    package var requestsPerConnectionMax = 10_000
    /// Without progress: a reader that stopped reading.
    package var writeSeconds = 20
    /// After a refusal we read on for this long at most, so that the answer is not lost in a reset.
    package var lingerMilliseconds = 500
    package var lingerBytesMax = 256 * 1024

    package var connectionsMax = 4096
    /// Loopback is exempt: a proxy on this machine is one address for everybody.
    package var connectionsPerAddressMax = 1024
    /// Requests under way have this long to finish when the server stops; then they are cut.
    package var stopSeconds = 25
    /// When another process goes on listening: a client that keeps its connection may send one request more in this
    /// time, and is told with the answer to make a new one. At once, and its next request could cross our good-bye.
    package var handOverSeconds = 5

    package init() {}
}
