// Under the marketplace door: a student's wish for their money back, which the house decides on.

package struct RefundRequest: Sendable, Equatable {
    package enum Status: String, CaseIterable, Sendable {
        case pending
        /// The money is on its way.
        case approved
        case rejected
        case refunded

        /// A payment has one of these at most.
        package var isOpen: Bool { self == .pending || self == .approved }
    }

    package let id: Int64
    package let paymentID: Int64
    package let studentID: Int64
    /// In minor units; nil asks for all.
    package let requestedAmount: Int64?
    package let reason: String
    package var status = Status.pending
    /// In minor units; nil until it is approved.
    package var approvedAmount: Int64?
    /// What was said to it.
    package var notes: String?
    /// Who decided, as their requests are kept: `staff:ada`.
    package var processedBy: String?
    package var processedAt: Int64?
    package let createdAt: Int64

    package init(
        id: Int64, paymentID: Int64, studentID: Int64, requestedAmount: Int64?, reason: String,
        createdAt: Int64
    ) {
        self.id = id
        self.paymentID = paymentID
        self.studentID = studentID
        self.requestedAmount = requestedAmount
        self.reason = reason
        self.createdAt = createdAt
    }
}

/// Which refund requests a list has; nil leaves a field open.
package struct RefundRequestFilter: Sendable, Equatable {
    package var student: Int64?
    package var status: RefundRequest.Status?

    package init(student: Int64? = nil, status: RefundRequest.Status? = nil) {
        self.student = student
        self.status = status
    }
}
