// On the way of a package: what each of its lessons costs, so that unused ones can be given back to the cent.

/// Lessons sold together. Those that come first bear the cents that cannot be shared out: 100.00 for three lessons
/// is 33.34, 33.33 and 33.33. So all prices add up to the amount.
package struct PackagePrice: Equatable, Sendable {
    package let amount: Int64
    package let lessons: Int64

    /// nil for less than one lesson, or an amount below zero.
    package init?(amount: Int64, lessons: Int64) {
        guard amount >= 0, lessons >= 1 else { return nil }
        self.amount = amount
        self.lessons = lessons
    }

    /// Of the lesson by its number, which begins at 1; nil for one that the package does not have.
    package func price(ofLesson number: Int64) -> Int64? {
        guard (1...lessons).contains(number) else { return nil }
        return amount / lessons + (number <= amount % lessons ? 1 : 0)
    }

    /// What goes back when that many were used: the prices of the others. Lessons are used in their order; a number
    /// below 0 counts as 0, more than there are as all.
    package func refund(afterLessons used: Int64) -> Int64 {
        let used = min(max(used, 0), lessons)
        return amount - (amount / lessons * used + min(used, amount % lessons))
    }
}
