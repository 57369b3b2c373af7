// Around the stub: its owner stands in for Stripe, and for a bank, towards connected accounts.
internal import Basics
internal import HTTPServer

extension StubControl {
    func restrict(_ request: ControlRequest) throws(ControlFailure) -> Response {
        state.withLock { _ = $0.stub.restrictAccount(request.accountID, now: $0.now(clock)) }
        return try describeAccount(request)
    }

    func restore(_ request: ControlRequest) throws(ControlFailure) -> Response {
        state.withLock { _ = $0.stub.restoreAccount(request.accountID, now: $0.now(clock)) }
        return try describeAccount(request)
    }

    private func describeAccount(_ request: ControlRequest) throws(ControlFailure) -> Response {
        guard let account = state.withLock({ $0.stub.liveAccount(request.accountID) }) else {
            throw Self.noAccount(request)
        }
        return .control([
            "id": .text(account.id), "transfers": account.isActive(.transfers) ? "active" : "inactive",
        ])
    }

    /// `amount` in cents; without it, all that there is.
    func payOut(_ request: ControlRequest) throws(ControlFailure) -> Response {
        guard let balance = state.withLock({ $0.stub.balance(of: request.accountID) }) else {
            throw Self.noAccount(request)
        }
        let wanted = request.has("amount") ? try request.integer("amount", in: 0...max(0, balance)) : nil
        guard let left = state.withLock({ $0.stub.payOut(request.accountID, wanted) }) else {
            throw ControlFailure("amount is more than the account has by now")
        }
        return .control(["id": .text(request.accountID), "balance": .integer(left)])
    }

    /// Dollars alone, in cents.
    func listBalances() -> Response {
        let (platform, accounts) = state.withLock { state in
            (state.stub.platformBalance, state.stub.accountBalances)
        }
        return .control([
            "platform": .integer(platform),
            "accounts": .object(accounts.map { .init(name: $0.id, value: .integer($0.balance)) }),
        ])
    }

    private static func noAccount(_ request: ControlRequest) -> ControlFailure {
        ControlFailure(.notFound, "there is no account \(request.accountID)")
    }
}
