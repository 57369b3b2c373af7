// At the start: every setting there is, declared once. `.env.example` is written from this table.

/// One environment variable that the server reads.
package struct SettingKey: Sendable {
    package enum Fallback: Sendable {
        /// Unset means: not there. What then does not work is in the key's meaning.
        case none
        /// Unset means this value.
        case value(String)
        /// Unset means what these words say.
        case words(String)
    }

    package let name: String
    package let fallback: Fallback
    /// A value that could stand there; a key's is cut off, so that it is never mistaken for one.
    package let example: String
    /// What it is for and what may stand there: a sentence or two.
    package let meaning: String
}

extension SettingKey {
    /// In the order in which someone who sets up a server meets them.
    package static let all: [SettingKey] = [
        .secretKey, .publishableKey, .webhookSecret, .port, .domain, .staticDirectory, .host, .stripeBase,
        .stripeScript, .stripeVersion, .stripeDeadline, .stripeReads, .authSecret, .authPublicKeyFile,
        .authKeySetFile, .authKeySetURL, .authIssuer, .authAudience, .lessonsAuth, .authorizationURL,
        .airlineRoutesOpen, .requestLimit, .addressRequestLimit, .cardLimit, .addressCardLimit,
        .dataDirectory, .databaseURL, .policy, .holdLeadDays, .expiringHolds, .platformFee,
        .teacherConfirmHours,
        .smtpURL, .smtpUser,
        .smtpPassword, .mailFrom, .staffEmail, .ratingURL, .hookURL, .hookSecret, .hookPrivate, .stubPort,
        .allowLive, .allowUnauthenticated, .loops, .poller, .logLevel,
    ]

    static let secretKey = SettingKey(
        name: "STRIPE_SECRET_KEY", fallback: .none, example: "sk_test_...",
        meaning: """
            Stripe's secret key, for every call to Stripe: https://dashboard.stripe.com/test/apikeys. \
            Begins with sk_test_, or rk_test_ when restricted. Needed, except with --sandbox.
            """)
    static let publishableKey = SettingKey(
        name: "STRIPE_PUBLISHABLE_KEY", fallback: .none, example: "pk_test_...",
        meaning: """
            Stripe's publishable key, from the same page; GET /config hands it to the browser. \
            Begins with pk_test_.
            """)
    static let webhookSecret = SettingKey(
        name: "STRIPE_WEBHOOK_SECRET", fallback: .none, example: "whsec_...",
        meaning: """
            Proves that an event came from Stripe: the endpoint's signing secret, or what \
            `stripe listen --print-secret` prints. Begins with whsec_. While one is rolled, both with a \
            comma between them. Without it POST /webhook takes nothing.
            """)
    static let port = SettingKey(
        name: "PORT", fallback: .value("4242"), example: "4242",
        meaning: "The TCP port to listen on; 0 takes any free one.")
    static let domain = SettingKey(
        name: "DOMAIN", fallback: .words("http://localhost:PORT"), example: "https://lessons.example.com",
        meaning: "Where browsers reach the server: a scheme, a host and, if it is not the usual one, a port.")
    static let staticDirectory = SettingKey(
        name: "STATIC_DIR", fallback: .none, example: "../client",
        meaning: "A folder whose files are served in place of the shop's own pages of the same names.")
    static let host = SettingKey(
        name: "HOST", fallback: .words("localhost"), example: "0.0.0.0",
        meaning: """
            The address to listen on. localhost stands for 127.0.0.1 and ::1. Any address that other \
            machines reach wants ALLOW_UNAUTHENTICATED=yes.
            """)
    static let stripeBase = SettingKey(
        name: "STRIPE_API_BASE", fallback: .value("https://api.stripe.com"),
        example: "http://localhost:12111",
        meaning: "Where Stripe's API is. Plain http only to this machine, for a stub.")
    static let stripeScript = SettingKey(
        name: "STRIPE_JS_URL", fallback: .value("https://js.stripe.com/v3/"),
        example: "http://localhost:12111/v3/",
        meaning: "Where browsers load Stripe.js from. Plain http only from this machine, for a stub.")
    static let stripeVersion = SettingKey(
        name: "STRIPE_API_VERSION", fallback: .value("2022-11-15"), example: "2026-08-26.dahlia",
        meaning: "The Stripe-Version that every call asks for: https://docs.stripe.com/api/versioning.")
    static let stripeDeadline = SettingKey(
        name: "STRIPE_DEADLINE_SECONDS", fallback: .value("20"), example: "20",
        meaning: "The whole time that one request may spend on Stripe, retries included: 1 to 120.")
    static let stripeReads = SettingKey(
        name: "STRIPE_READS_PER_SECOND", fallback: .value("20"), example: "20",
        meaning: """
            How fast the reports may read each of Stripe's lists: 1 to 100 pages a second. Stripe allows 25, and \
            in test mode 25 of all calls together.
            """)
    static let authSecret = SettingKey(
        name: "AUTH_JWT_SECRET", fallback: .none, example: "...",
        meaning: """
            Proves the tokens (JWT, HS256) of those who call, and signs those of `fermata token`: at least 32 bytes, \
            such as `openssl rand -hex 32` makes. Keys come from this setting or from one of the next three; without \
            any nobody can sign in, except in the sandbox, with a secret that everyone knows.
            """)
    static let authPublicKeyFile = SettingKey(
        name: "AUTH_JWT_PUBLIC_KEY_FILE", fallback: .none, example: "...",
        meaning: """
            A PEM file with the public key of whoever signs the tokens: RSA of at least 2048 bits for RS256, P-256 \
            for ES256. Several with commas between them.
            """)
    static let authKeySetFile = SettingKey(
        name: "AUTH_JWKS_FILE", fallback: .none, example: "...",
        meaning: """
            A file with the public keys of whoever signs the tokens as a JSON Web Key Set, of the same kinds, each \
            with a `kid`. It is read again when it changes.
            """)
    static let authKeySetURL = SettingKey(
        name: "AUTH_JWKS_URL", fallback: .none, example: "https://sign-in.example.com/...",
        meaning: """
            Where such a set is published: https://, or http:// on this machine. It is read again before it is too \
            old, and when a token names a key that is not in it.
            """)
    static let authIssuer = SettingKey(
        name: "AUTH_JWT_ISSUER", fallback: .none, example: "https://sign-in.example.com",
        meaning: "What a token's `iss` must be; any when it is not set.")
    static let authAudience = SettingKey(
        name: "AUTH_JWT_AUDIENCE", fallback: .none, example: "fermata",
        meaning: """
            What a token's `aud` must be or hold. When it is not set, a token with an `aud` is meant for somebody else.
            """)
    static let airlineRoutesOpen = SettingKey(
        name: "AIRLINE_ROUTES_OPEN", fallback: .value("no"), example: "no",
        meaning: """
            yes takes POST /charge, /capture and /refund without a token, for callers on this machine that have none; \
            only while HOST is this machine alone.
            """)
    static let lessonsAuth = SettingKey(
        name: "LESSONS_AUTH", fallback: .value("open"), example: "required",
        meaning: """
            required asks for a token on the routes of the lesson shop's staff: hold, capture, refund, delete an \
            account, reports, metrics. What the pages call stays open.
            """)
    static let authorizationURL = SettingKey(
        name: "OAUTH_AUTHORIZATION_URL", fallback: .value("https://sign-in.example.com/oauth/authorize"),
        example: "https://sign-in.example.com/oauth/authorize",
        meaning: """
            Where people sign in for a token with the scopes write:payment and read:payment; GET /openapi.json tells \
            other programs.
            """)
    static let dataDirectory = SettingKey(
        name: "DATA_DIR", fallback: .value("data"), example: "/var/lib/fermata",
        meaning: """
            The folder of the database (SQLite), made when it is not there, for the server's user alone. The sandbox \
            keeps nothing unless it is given one.
            """)
    static let databaseURL = SettingKey(
        name: "DATABASE_URL", fallback: .none, example: "postgres://fermata:...@localhost:5432/fermata",
        meaning: """
            A PostgreSQL database in place of DATA_DIR, for more than one server: all of them share its bookings, \
            jobs and idempotency keys.
            """)
    static let policy = SettingKey(
        name: "POLICY", fallback: .value("six-hours"), example: "policy.json",
        meaning: """
            What a cancel costs whom: six-hours, music-shop, credit-window, or the name of a file like theirs. It \
            holds for bookings made from now on; older ones keep their own.
            """)
    static let holdLeadDays = SettingKey(
        name: "HOLD_LEAD_DAYS", fallback: .value("3"), example: "3",
        meaning: """
            How many days before a lesson its price is held, 1 to 6, where the policy says nothing. With 3 every hold \
            outlives its lesson, a Visa card's too.
            """)
    static let expiringHolds = SettingKey(
        name: "EXPIRING_HOLDS", fallback: .value("capture"), example: "renew",
        meaning: """
            What becomes of a hold that would end before its lesson does: capture takes the money early, renew places \
            another hold, tell asks the staff.
            """)
    static let smtpURL = SettingKey(
        name: "SMTP_URL", fallback: .words("mails are files in DATA_DIR/outbox"),
        example: "smtp://mail.example.com:587",
        meaning: """
            The server that takes mails: smtp:// wants STARTTLS of it, smtps:// is TLS from the first byte; only \
            one on this machine may do without. The usual ports are 587 and 465.
            """)
    static let smtpUser = SettingKey(
        name: "SMTP_USER", fallback: .none, example: "lessons@example.com",
        meaning: "Who signs in at the mail server; with SMTP_PASSWORD. Without it nobody does.")
    static let smtpPassword = SettingKey(
        name: "SMTP_PASSWORD", fallback: .none, example: "...",
        meaning: "Of SMTP_USER.")
    static let mailFrom = SettingKey(
        name: "MAIL_FROM", fallback: .none, example: "'Lessons <lessons@example.com>'",
        meaning: "Who writes the mails: an address, perhaps with a name before it. Needed with SMTP_URL.")
    static let staffEmail = SettingKey(
        name: "STAFF_EMAIL", fallback: .none, example: "office@example.com",
        meaning: """
            Who is written to when a payment needs a person. Without it the log alone tells (staff_needed).
            """)
    static let ratingURL = SettingKey(
        name: "RATING_URL", fallback: .words("a page of the server's own"),
        example: "https://example.com/rate",
        meaning: "Where students rate a lesson, as the mail after it says.")
    static let hookURL = SettingKey(
        name: "WEBHOOK_URL", fallback: .words("nobody is told"),
        example: "https://calls.example.com/fermata",
        meaning: """
            Who is told what became of the payments that another service has made: webhooks are posted there \
            (docs/service-webhooks.md). With WEBHOOK_SECRET.
            """)
    static let hookSecret = SettingKey(
        name: "WEBHOOK_SECRET", fallback: .none, example: "whsec_...",
        meaning: """
            Signs these webhooks, and the receiver has it too: whsec_ and base64 of 24 to 64 bytes, such as \
            `echo whsec_$(openssl rand -base64 32)` makes. While it is changed, the new one and the old one with a \
            blank between them.
            """)
    static let hookPrivate = SettingKey(
        name: "WEBHOOK_PRIVATE", fallback: .value("no"), example: "yes",
        meaning: """
            yes lets WEBHOOK_URL be on this machine or in its network, and be plain http. Otherwise only public \
            addresses are connected to.
            """)
    static let stubPort = SettingKey(
        name: "STRIPE_STUB_PORT", fallback: .value("12111"), example: "12111",
        meaning: "The port of the sandbox's own Stripe; 0 takes any free one.")
    static let allowLive = SettingKey(
        name: "ALLOW_LIVE", fallback: .value("no"), example: "yes",
        meaning: "yes lets a live key (sk_live_, rk_live_) be used, which moves real money.")
    static let allowUnauthenticated = SettingKey(
        name: "ALLOW_UNAUTHENTICATED", fallback: .value("no"), example: "yes",
        meaning: """
            yes lets other machines reach the server, which asks nobody who they are: only behind a proxy \
            that does.
            """)
    static let loops = SettingKey(
        name: "LOOPS", fallback: .words("one for each core"), example: "2",
        meaning: "How many event loops, a thread each: 1 to 256.")
    static let logLevel = SettingKey(
        name: "LOG_LEVEL", fallback: .value("info"), example: "debug",
        meaning: """
            debug adds a line to the log for each call to Stripe and each run of a job, by the id of the request that \
            it is for. No card, key or body is in them either.
            """)
    static let poller = SettingKey(
        name: "POLLER", fallback: .words("epoll on Linux, dispatch elsewhere"), example: "dispatch",
        meaning: "How a loop waits for its sockets: epoll or dispatch.")
}
