// On a request's way: is it alive, what may a browser know, what has it counted.
internal import Basics
internal import HTTPServer

struct OperationsDoor: Sendable {
    let publishableKey: String?
    let script: StripeScript
    let metrics: Metrics
    let figures: HoldFiguresMetrics
    let house: HouseMetrics
    let readiness: Readiness

    /// The process answers. Says nothing of Stripe: a health check that fails with Stripe would have us restarted for
    /// Stripe's trouble.
    @Sendable func health(_ request: Request) async -> Response {
        Self.healthy
    }

    /// Whether requests may be sent here.
    @Sendable func ready(_ request: Request) async -> Response {
        await readiness.response()
    }

    static let healthSchema = JSONSchema.object(["status": .constant("ok")])

    static let configSchema = JSONSchema.object([
        "key": .string.saying("Stripe's publishable key."), "stripe_js_url": .string,
    ])

    private static let healthy = Response.api(.ok, Array(#"{"status":"ok"}"#.utf8))

    /// The publishable key, with which a browser makes its Stripe.js, and where it loads that from.
    @Sendable func config(_ request: Request) async -> Response {
        guard let publishableKey else {
            return ErrorBody.response(
                .serviceUnavailable, code: "publishable_key_missing",
                message: "STRIPE_PUBLISHABLE_KEY is not set on this server.")
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("key", publishableKey)
        writer.member("stripe_js_url", "\(script)")
        writer.endObject()
        return .api(.ok, writer.bytes)
    }

    /// Prometheus' text format.
    @Sendable func metricsPage(_ request: Request) async -> Response {
        let text =
            metrics.render() + ProcessMetrics.text() + (await readiness.metricText())
            + (await house.text()) + (await figures.text())
        return Response(
            .ok, fields: [Response.Field("Content-Type", FieldValue(constant: "text/plain; version=0.0.4"))],
            body: Array(text.utf8))
    }
}
