// Behind the cardholder's challenge: how it ended.

extension Stub {
    /// What the page of the challenge reports: the cardholder passed it, or failed. False when the intent waits for
    /// no challenge.
    package mutating func finishAuthentication(of id: String, passed: Bool, now: Int64) -> Bool {
        advance(to: now)
        cause = .stripe
        defer { cause = nil }
        if let setup = setupIntents[id] { return finishAuthentication(of: setup, passed: passed) }
        guard var intent = paymentIntents[id], intent.status == .requiresAction,
            let method = intent.paymentMethod.flatMap({ paymentMethods[$0] })
        else { return false }
        let view = View(version: intent.version, now: clock)
        guard passed else {
            _ = refusing(&intent, method, .authenticationFailed, view)
            return true
        }
        let answer = method.card.answer(
            isOffSession: false, isSetUp: method.isSetUp, isAuthenticated: true, cvcGiven: method.cvcGiven)
        if case .declined(let decline) = answer {
            _ = decliningCharge(&intent, method, decline, view)
        } else {
            _ = take(&intent, with: method, isOffSession: false, isAuthenticated: true, view)
        }
        return true
    }

    private mutating func finishAuthentication(of setup: SetupIntent, passed: Bool) -> Bool {
        var setup = setup
        guard setup.status == .requiresAction,
            let method = setup.paymentMethod.flatMap({ paymentMethods[$0] })
        else { return false }
        if passed {
            _ = finish(setup, with: method)
        } else {
            let view = View(version: .accountDefault, now: clock)
            _ = refusing(&setup, method, .setupAuthenticationFailed, view)
        }
        return true
    }
}
