// Under the rules: parts of an amount, exactly, however large it is.

extension Int64 {
    /// `self * part / whole`, rounded down, and what was left of `whole` by that. The product has 128 bits, so
    /// nothing overflows. Takes `0 <= self` and `0 <= part <= whole`, `0 < whole`.
    func share(_ part: Int64, of whole: Int64) -> (quotient: Int64, remainder: Int64) {
        whole.dividingFullWidth(multipliedFullWidth(by: part))
    }

    /// Sums of moments stay at the edge of time instead of ending the process.
    func clampedAdding(_ seconds: Int64) -> Int64 {
        let (sum, isOverflow) = addingReportingOverflow(seconds)
        guard isOverflow else { return sum }
        return seconds < 0 ? .min : .max
    }
}
