// At start: the policies that come with the program, compiled in from Policies/; a shop's own is a file like these.

/// The raw value is the policy's name.
package enum BuiltInPolicy: String, CaseIterable, Sendable {
    /// The one that holds where nobody chose another.
    case sixHours = "six-hours"
    /// A day is 24 hours here: "one or two days before" is from 72 hours before the lesson on, "the day" from 24.
    case musicShop = "music-shop"
    case creditWindow = "credit-window"

    /// For `Policy(json:)`.
    package var json: [UInt8] {
        switch self {
        case .sixHours: PackageResources.six_hours_json
        case .musicShop: PackageResources.music_shop_json
        case .creditWindow: PackageResources.credit_window_json
        }
    }
}
