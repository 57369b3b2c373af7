// Before PostgreSQL: how much of it one loop may use, and how long.
package import Basics

package struct PostgresSettings: Sendable {
    /// `postgres://user:password@host:port/name`, with all that libpq reads in one.
    package let address: Secret
    /// Of each loop. One runs one transaction at a time; the server has a process for each.
    package var connectionsMax = 4
    /// Name, connection, encryption and log-in together.
    package var connectMilliseconds = 5000
    /// A statement's, waiting for locks included. Less than a request's own time.
    package var statementMilliseconds = 10_000
    /// How long a transaction may wait for a connection, and how many may wait.
    package var waitMilliseconds = 5000
    package var waitersMax = 1000

    package init(address: Secret) {
        self.address = address
    }
}
