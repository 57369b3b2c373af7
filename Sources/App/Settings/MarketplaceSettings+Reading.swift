// At the start: what the house keeps of a gig's price, and how long a teacher may take to answer.
internal import Basics
internal import PaymentRules
internal import Payments

extension MarketplaceSettings {
    /// - Parameter stripe: nil when it does not fit; nothing starts then.
    static func read(_ reader: inout SettingsReader, stripe: StripeSettings?) -> MarketplaceSettings? {
        let fee = reader.read(.platformFee, parseFee)
        let hours = reader.integer(.teacherConfirmHours, in: 1...720)
        guard let fee, let hours else { return nil }
        return MarketplaceSettings(
            fee: fee, confirmSeconds: Int64(hours) * 3600, isTest: stripe?.mode == .test)
    }

    /// A hundredth of a percent is to a percent what a cent is to a dollar.
    private static func parseFee(_ text: String) throws(UnfitValue) -> PlatformFee {
        guard let percent = try? Money(decimal: Array(text.utf8)[...], currency: .usd),
            let fee = PlatformFee(basisPoints: percent.minorUnits)
        else { throw UnfitValue("must be from 0 to 99.99, with at most two digits behind the point") }
        return fee
    }
}

extension SettingKey {
    static let platformFee = SettingKey(
        name: "PLATFORM_FEE_PERCENT", fallback: .value("10"), example: "12.5",
        meaning: """
            What the house keeps of a gig's price, in percent: 0 to 99.99. The teacher gets the rest. It holds for \
            gigs that are booked from now on.
            """)
    static let teacherConfirmHours = SettingKey(
        name: "TEACHER_CONFIRM_HOURS", fallback: .value("48"), example: "24",
        meaning: """
            How long a teacher has to confirm a gig that was paid for, 1 to 720; after that all is given back.
            """)
}
