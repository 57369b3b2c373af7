// Around the stub: events are delivered once more, as its owner wants it.
internal import Basics
internal import HTTPServer

extension StubControl {
    /// `mode`, and perhaps `url` (of an endpoint) and `type` (as in `enabled_events`). What is due leaves at once,
    /// behind this answer.
    func deliverWebhooks(_ request: ControlRequest) throws(ControlFailure) -> Response {
        guard let mode = DeliveryMode(rawValue: try request.text("mode") ?? "") else {
            let modes = DeliveryMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw ControlFailure("mode wants one of \(modes)")
        }
        let (url, pattern) = (try request.text("url"), try request.text("type"))
        if let url, !LoopbackURL.accepts(url) {
            throw ControlFailure("url is not on this machine, and the stub posts to no other")
        }
        let planned = state.withLock { state in
            state.stub.deliverAgain(mode, url: url, pattern: pattern, now: state.now(clock))
        }
        guard let planned else {
            throw ControlFailure(
                "\(url.map { "no endpoint listens at the url \($0)" } ?? "no endpoint listens"): make one at "
                    + "/v1/webhook_endpoints, or start with --webhook-url")
        }
        return .control(["deliveries": .integer(Int64(planned))])
    }
}
