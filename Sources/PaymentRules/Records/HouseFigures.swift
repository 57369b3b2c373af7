// On the way of what is watched: a few figures over all that is kept.

/// Times are Unix seconds; nil where there is nothing.
package struct HouseFigures: Sendable, Equatable {
    package let holdsOpen: Int64
    /// When the first of the open holds ends.
    package let nextHoldEndsAt: Int64?
    /// When the oldest was owed of what is neither delivered nor given up.
    package let oldestMailAt: Int64?
    package let oldestHookAt: Int64?
    /// By how much the ledger's lines do not add up to zero, in minor units; of each currency, added without signs.
    package let ledgerDrift: Int64

    package init(
        holdsOpen: Int64, nextHoldEndsAt: Int64?, oldestMailAt: Int64?, oldestHookAt: Int64?,
        ledgerDrift: Int64
    ) {
        self.holdsOpen = holdsOpen
        self.nextHoldEndsAt = nextHoldEndsAt
        self.oldestMailAt = oldestMailAt
        self.oldestHookAt = oldestHookAt
        self.ledgerDrift = ledgerDrift
    }
}
