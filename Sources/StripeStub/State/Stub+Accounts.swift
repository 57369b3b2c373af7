// Behind /v1/accounts: what becomes of a connected account, at its own wish, at Stripe's or at the stub's owner's.

extension Stub {
    /// The account of that id; nil for one that is not there, or was deleted.
    func liveAccount(_ id: String) -> ConnectedAccount? {
        accounts[id].flatMap { $0.isDeleted ? nil : $0 }
    }

    /// Changes an account and tells of it. Nil for one that is not there.
    @discardableResult
    mutating func change(_ id: String, _ change: (inout ConnectedAccount) -> Void) -> ConnectedAccount? {
        guard let before = liveAccount(id) else { return nil }
        var account = before
        change(&account)
        accounts.put(account)
        emitUpdate(.accountUpdated, .account(account), before: .account(before))
        return account
    }

    // MARK: What Stripe's own API cannot do

    /// Stripe stops sending the account money, as if it had found something.
    ///
    /// - Returns: whether there is such an account.
    @discardableResult
    package mutating func restrictAccount(_ id: String, now: Int64) -> Bool {
        setRestricted(true, id, now)
    }

    /// Stripe has nothing against the account any more.
    ///
    /// - Returns: whether there is such an account.
    @discardableResult
    package mutating func restoreAccount(_ id: String, now: Int64) -> Bool {
        setRestricted(false, id, now)
    }

    private mutating func setRestricted(_ isRestricted: Bool, _ id: String, _ now: Int64) -> Bool {
        advance(to: now)
        cause = .stripe
        defer { cause = nil }
        return change(id) { $0.isRestricted = isRestricted } != nil
    }

    /// Takes dollars out of the account, as a payout to its bank does: all that there is, or so many cents. There is
    /// no payout object and no event.
    ///
    /// - Returns: what is left; nil when there is no such account, or not as much.
    @discardableResult
    package mutating func payOut(_ id: String, _ amount: Int64? = nil) -> Int64? {
        guard var account = liveAccount(id) else { return nil }
        let balance = account.balances["usd", default: 0]
        let taken = amount ?? max(0, balance)
        guard taken >= 0, taken <= max(0, balance) else { return nil }
        account.balances["usd"] = balance - taken
        accounts.put(account)
        return balance - taken
    }

    // MARK: Balances, in cents

    /// What a connected account owns, available or not; nil for one that was never there.
    package func balance(of id: String) -> Int64? { accounts[id].map { $0.balances["usd", default: 0] } }

    /// Oldest first, deleted ones too.
    var accountBalances: [(id: String, balance: Int64)] {
        accounts.items.map { ($0.id, $0.balances["usd", default: 0]) }
    }

    /// What the platform owns, available or not: every movement, less its fee.
    package var platformBalance: Int64 {
        balanceTransactions.items.reduce(0) { $1.currency == "usd" ? $0 + $1.net : $0 }
    }
}
