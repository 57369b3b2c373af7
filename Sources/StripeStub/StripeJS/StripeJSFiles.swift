// Around the stub: its Stripe.js, and the frames that it opens.
internal import HTTPServer

/// What browsers load from under `/v3/`. It needs no key, meets no fault and is no call.
enum StripeJSFiles {
    /// nil for every path that is none of theirs.
    static func answer(_ request: Request) async -> Response? {
        guard request.head.method == .get || request.head.method == .head else { return nil }
        return await contents[Array(request.head.path)]?.answer(request)
    }

    private static let page = FieldValue(constant: "text/html; charset=utf-8")
    private static let script = FieldValue(constant: "text/javascript; charset=utf-8")
    private static let style = FieldValue(constant: "text/css; charset=utf-8")

    private static let contents: [[UInt8]: StaticContent] = {
        let files: [(path: String, bytes: [UInt8], type: FieldValue)] = [
            ("/v3/", PackageResources.stripe_js, script),
            ("/v3", PackageResources.stripe_js, script),
            ("/v3/card-form.html", PackageResources.card_form_html, page),
            ("/v3/card-form.js", PackageResources.card_form_js, script),
            ("/v3/frame.css", PackageResources.frame_css, style),
            ("/v3/challenge.html", PackageResources.challenge_html, page),
            ("/v3/challenge-bank.html", PackageResources.challenge_bank_html, page),
            ("/v3/challenge.js", PackageResources.challenge_js, script),
        ]
        return Dictionary(
            uniqueKeysWithValues: files.map { (Array($0.path.utf8), StaticContent($0.bytes, type: $0.type)) })
    }()
}
