// On a request's way: where the keys are found that may prove a token.

/// Of all keys that are believed, those that a token may be proven by. The token only says which of them it means,
/// never a key of its own (RFC 8725 section 3.10).
package protocol KeySource: Sendable {
    /// - Parameter now: of the wall clock, in seconds since 1970.
    /// - Throws: when no key is meant by the token, or nobody can say which keys there are.
    func keys(for token: SignedToken, now: Int64) async throws(TokenFailure) -> [TokenKey]
}

/// Keys that the settings name one by one. They have no names: whatever a token calls its key, each of its algorithm is
/// tried.
package struct OwnKeys: KeySource {
    private let keys: [TokenKey]

    package init(_ keys: [TokenKey]) {
        self.keys = keys
    }

    package func keys(for token: SignedToken, now: Int64) throws(TokenFailure) -> [TokenKey] {
        let fitting = keys.filter { $0.algorithm == token.algorithm }
        guard !fitting.isEmpty else { throw .otherAlgorithm }
        return fitting
    }
}

/// What is told of keys that come from elsewhere: for the log and the metrics.
package enum KeyNews: Sendable {
    case read(KeySet)
    /// They could not be read; `goesOn` says whether those of before are used still.
    case failed(reason: String, goesOn: Bool)
}
