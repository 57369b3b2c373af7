// On an answer's way: what the pages made here have around them, and what a browser is told about them.
internal import HTTPServer
internal import Payments

enum PageFrame {
    /// The shop's page with that in its middle.
    static func page(_ title: String, _ main: HTML) -> HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>\(title) - Ipsum Street Music Shop</title>
          <meta name="theme-color" content="#3b2317">
          <meta name="robots" content="noindex">
          <link rel="icon" href="/logo.svg" type="image/svg+xml">
          <link rel="stylesheet" href="/site.css">
          <link rel="stylesheet" href="/booking-pages.css">
        </head>
        <body>
          <a class="skip" href="#main">Skip to the content</a>
          <header class="site-header">
            <h1 class="brand"><a href="/"><img src="/logo.svg" alt="" width="44" height="44">\
            Ipsum Street Music Shop</a></h1>
          </header>
          <main id="main">
        \(main)
          </main>
          <footer class="site-footer"><p>Ipsum Street Music Shop, New York</p></footer>
        </body>
        </html>

        """
    }
}

extension Response {
    /// A page that no cache keeps and no search engine shows, because it is one person's; and that runs nothing: there
    /// is no script of ours in it, so there is none at all (CSP Level 3).
    ///
    /// - Parameter styles: where its styles may stand; those of mails stand in their markup.
    static func page(_ status: Status, _ html: HTML, styles: StaticString = "'self'") -> Response {
        let policy = """
            default-src 'none'; style-src \(styles); img-src 'self'; form-action 'self'; base-uri 'none'; \
            frame-ancestors 'none'
            """
        var response = Response(status, fields: pageFields, body: Array(html.source.utf8))
        if let policy = Field(name: contentPolicy, value: policy) {
            response.fields.append(policy)
        }
        return response
    }

    static let contentPolicy = "Content-Security-Policy"

    private static let pageFields = [
        Field("Content-Type", FieldValue(constant: "text/html; charset=utf-8")),
        Field("Cache-Control", FieldValue(constant: "no-store")),
        Field("X-Robots-Tag", FieldValue(constant: "noindex")),
        Field("Vary", FieldValue(constant: "Accept")),
        Field(
            "Permissions-Policy",
            FieldValue(constant: "payment=(), camera=(), geolocation=(), microphone=(), usb=()")),
    ]
}
