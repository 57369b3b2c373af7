// Under every booking: the policy in force, as it is kept with the bookings that are made under it.
internal import PaymentRules

/// Its text and the digest of it are made once a process, not while a booking has the database's one writer.
struct KeptPolicy: Sendable {
    let name: String
    let hash: String
    let document: String

    init(_ policy: Policy) {
        name = policy.name
        hash = policy.hash
        document = String(decoding: policy.canonicalJSON, as: UTF8.self)
    }
}
