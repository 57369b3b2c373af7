// Before the first request: what only this house can have written, for whoever keeps nothing about who signed in.
package import Basics

/// Marks texts with the secret that every process of the house has, so that each knows the others' marks.
package struct HouseSeal: Sendable {
    private let secret: Secret

    package init(_ secret: Secret) {
        self.secret = secret
    }

    /// - Parameter purpose: keeps a mark that was made for one thing from standing for another.
    package func mark(_ text: String, for purpose: String) -> String {
        LinkSignature.make(purpose, text, secret: secret)
    }

    /// In constant time.
    package func isMark(_ given: String, of text: String, for purpose: String) -> Bool {
        LinkSignature.isSame(given, mark(text, for: purpose))
    }
}

extension BackOffice {
    package var seal: HouseSeal { HouseSeal(desk.linkSecret) }
}
