// Around the stub: everything that its server knows.
internal import Basics

/// What the owner of a stub's server may ask for from the start.
package struct StubServerSettings: Sendable {
    package var faults: [StubFault] = []
    /// Of all calls together; nil for as many as come.
    package var requestsPerSecondMax: Int?
    /// Who is told of every event.
    package var webhook: StubWebhook?
    /// How long an endpoint may take to answer. Stripe's own time is not documented; an answer should come at once.
    package var webhookMilliseconds = 5000
    /// How long the requests under way have when the server stops.
    package var stopSeconds = 1

    package init() {}
}

struct StubServerState: Sendable {
    var stub: Stub
    var faults: FaultList
    var rateLimit: RateLimit?
    var calls = CallLog()
    /// Idempotency keys of requests that are being answered just now.
    var keysInUse: Set<String> = []
    /// How far the stub's clock is ahead of the wall's.
    var clockAheadSeconds: Int64 = 0

    init(_ stub: Stub, _ settings: StubServerSettings) {
        self.stub = stub
        faults = FaultList(seed: stub.settings.seed)
        for fault in settings.faults { faults.add(fault) }
        rateLimit = settings.requestsPerSecondMax.map(RateLimit.init)
    }

    /// Everything as it was at the start, but for the requests that are under way.
    mutating func reset(to first: StubServerState) {
        let (keys, faults) = (keysInUse, faults.restarted(as: first.faults))
        self = first
        (keysInUse, self.faults) = (keys, faults)
    }

    func now(_ wall: WallClock) -> Int64 { max(stub.clock, wall.nowSeconds + clockAheadSeconds) }
}
