// Under the desk: which payments a list has, and what the ledger says of one.
package import Basics

/// Nil leaves a field open.
package struct PaymentFilter: Sendable, Equatable {
    package var student: Int64?
    package var status: PaymentStatus?

    package init(student: Int64? = nil, status: PaymentStatus? = nil) {
        self.student = student
        self.status = status
    }
}

/// A line of the ledger, as it is kept; the lines of one event add up to zero.
package struct LedgerLine: Sendable, Equatable {
    /// The event that it belongs to.
    package let event: Int64
    package let account: LedgerAccount
    /// In minor units.
    package let amount: Int64
    package let currency: Currency

    package init(event: Int64, account: LedgerAccount, amount: Int64, currency: Currency) {
        self.event = event
        self.account = account
        self.amount = amount
        self.currency = currency
    }
}

/// The same among all lines.
package struct KeptLedgerLine: Sendable, Equatable {
    package let id: Int64
    package let payment: Int64
    /// In Unix seconds.
    package let createdAt: Int64
    package let line: LedgerLine

    package init(id: Int64, payment: Int64, createdAt: Int64, line: LedgerLine) {
        self.id = id
        self.payment = payment
        self.createdAt = createdAt
        self.line = line
    }
}
