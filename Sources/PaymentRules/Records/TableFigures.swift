// Beside the database: what a table holds, in figures that a copy of it must have too.

package struct TableFigures: Sendable, Equatable {
    package let name: String
    package let rowsCount: Int64
    /// Of all its columns that hold an amount, in minor units of whatever currency: it means nothing, but that a copy
    /// has the same.
    package let amountsSum: Int64

    package init(name: String, rowsCount: Int64, amountsSum: Int64) {
        self.name = name
        self.rowsCount = rowsCount
        self.amountsSum = amountsSum
    }
}
