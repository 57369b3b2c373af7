// At the start: the settings that say how often somebody may ask.
internal import PaymentRules

extension SettingKey {
    static let requestLimit = SettingKey(
        name: "RATE_LIMIT_REQUESTS", fallback: .value("120/minute"), example: "120/minute",
        meaning: """
            How often one person may ask the marketplace's routes: so many at once, refilled evenly over a second, \
            minute, hour or day; off for no limit. All servers of one database count together.
            """)
    static let addressRequestLimit = SettingKey(
        name: "RATE_LIMIT_REQUESTS_ADDRESS", fallback: .value("600/minute"), example: "600/minute",
        meaning: """
            The same for one address (of IPv6 a /64), with or without a token. Behind a proxy all people have one \
            address, the proxy's: set the limits of addresses to what they may do together, or off.
            """)
    static let cardLimit = SettingKey(
        name: "RATE_LIMIT_CARDS", fallback: .value("30/hour"), example: "30/hour",
        meaning: """
            How often one person may send or save a card there. In the sandbox, where no card is real, 600/hour when \
            unset.
            """)
    static let addressCardLimit = SettingKey(
        name: "RATE_LIMIT_CARDS_ADDRESS", fallback: .value("60/hour"), example: "60/hour",
        meaning: "The same for one address. In the sandbox 1200/hour when unset.")
}

extension RateKind {
    var setting: SettingKey {
        switch self {
        case .requests: .requestLimit
        case .requestsOfAddress: .addressRequestLimit
        case .cards: .cardLimit
        case .cardsOfAddress: .addressCardLimit
        }
    }
}
