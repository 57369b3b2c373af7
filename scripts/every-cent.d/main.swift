// For scripts/every-cent: walks through all prices and holds the rule against a sum of its own.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Stands in for the record whose extension lives beside the rule.
struct GigBooking {
    let feeAmount: Int64
}

/// 12.5 is 1250; nil for what is no percentage from 0 to 99.99.
func basisPoints(_ text: String) -> Int64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.count) }),
        let whole = Int64(parts[0]), let rest = Int64(parts.count == 2 ? (parts[1] + "0").prefix(2) : "0")
    else { return nil }
    return whole * 100 + rest
}

/// The first price that is split wrongly; nil when all are right.
func firstWrong(_ rule: PlatformFee, _ points: Int64, in prices: StrideThrough<Int64>) -> Int64? {
    for price in prices {
        let fee = rule.fee(of: price)
        let share = rule.teacherShare(of: price)
        // Half up, and less than the price: the nearest cent is within half of one, and the half goes to the house.
        let exact = price * points
        let isNearest = 2 * fee * 10_000 - 2 * exact <= 10_000 && 2 * exact - 2 * fee * 10_000 < 10_000
        let isCapped = fee == price - 1 && exact >= fee * 10_000
        guard fee + share == price, fee >= 0, share > 0, isNearest || isCapped else { return price }
    }
    return nil
}

let arguments =
    CommandLine.arguments.count > 1
    ? Array(CommandLine.arguments.dropFirst()) : ["10", "0", "0.01", "2.9", "12.5", "33.33", "99.99"]
for argument in arguments {
    let parts = argument.split(separator: "/", maxSplits: 1)
    let percent = parts.first.map(String.init) ?? ""
    guard let points = basisPoints(percent), let rule = PlatformFee(basisPoints: points),
        let step = parts.count == 2 ? Int64(parts[1]) : 1, step > 0
    else {
        print("every-cent: \(argument) is no percentage from 0 to 99.99, nor one with a step")
        exit(2)
    }
    let prices = stride(from: Int64(50), through: 99_999_999, by: Int64.Stride(step))
    let start = ContinuousClock.now
    if let price = firstWrong(rule, points, in: prices) {
        print(
            "every-cent: at \(percent) % a price of \(price) cents is \(rule.fee(of: price)) for the house "
                + "and \(rule.teacherShare(of: price)) for the teacher")
        exit(1)
    }
    let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    print("\(percent) %: \((99_999_999 - 50) / step + 1) prices in \(Int(milliseconds)) ms")
}
