// Beside the routes: what one of them takes and answers, said once for people and programs.
internal import HTTPServer

/// The documentation of a route, without which it cannot stand in `Routes`. It stands beside its door:
///
///     extension RouteDoc {
///         static let complete = RouteDoc(
///             "completeBooking", .bookings, "The lesson was taught", path: .recordID("booking"),
///             body: .form(CompleteForm.Shape.shape), takesKey: true,
///             answers: [.json(.ok, "Completed.", .bookingAnswer)],
///             failures: [.init(.conflict, "The booking's state does not allow it.")])
///     }
///     Endpoint(.post, "/bookings/:id/complete", .complete, access: .teaching) { $0.bookings.complete }
///
/// What follows of the form, of the path and of who may call is added by itself (`RouteDoc+Answers`): 400 and 415 of a
/// body, 404 of an id, 401 and 403 of a token, and what the server refuses before any door is asked.
struct RouteDoc: Sendable {
    /// The document's chapters.
    enum Tag: String, CaseIterable, Sendable {
        case lessons = "Lessons"
        case accounts = "Accounts"
        case bookings = "Bookings"
        case people = "People"
        case desk = "Desk"
        case payments = "Payments"
        case marketplace = "Marketplace"
        case reports = "Reports"
        case webhooks = "Webhooks"
        case operations = "Operations"
        case pages = "Pages"
    }

    /// The path's one parameter.
    enum PathParameter: Sendable {
        /// A record's id here; what is none answers 404.
        case recordID(String)
        /// An id of Stripe's; what is none answers 400.
        case stripeID(String, example: String)
        /// A name of ours; what is none answers 404.
        case name(String, JSONSchema, example: String)
        /// An id of Stripe's that the server does not look at.
        case unread(String, example: String)
    }

    enum RequestBody: Sendable {
        /// As JSON or as a form, whichever the caller likes.
        case form(any FormShape)
        /// As JSON alone; the schema stands beside the form's own.
        case json(any FormShape, besides: JSONSchema? = nil)
        /// As a form of a page's.
        case pageForm(any FormShape)
        /// Signed by Stripe.
        case event
    }

    /// The operation's id.
    let id: String
    let tag: Tag
    let summary: String
    let description: String
    let path: PathParameter?
    let query: (any FormShape)?
    let body: RequestBody?
    /// Whether `Idempotency-Key` is read.
    let takesKey: Bool
    /// Whether a failure of its own is a page, except to who asks for JSON.
    let failsAsPage: Bool
    let answers: [RouteAnswer]
    let failures: [RouteFailure]

    init(
        _ id: String, _ tag: Tag, _ summary: String, _ description: String = "", path: PathParameter? = nil,
        query: (any FormShape)? = nil, body: RequestBody? = nil, takesKey: Bool = false,
        failsAsPage: Bool = false, answers: [RouteAnswer], failures: [RouteFailure] = []
    ) {
        self.id = id
        self.tag = tag
        self.summary = summary
        self.description = description
        self.path = path
        self.query = query
        self.body = body
        self.takesKey = takesKey
        self.failsAsPage = failsAsPage
        self.answers = answers
        self.failures = failures
    }
}

/// An answer that is no failure.
struct RouteAnswer: Sendable {
    struct Content: Sendable {
        let type: String
        let schema: JSONSchema
    }

    let status: Status
    let description: String
    let contents: [Content]
    let headers: [AnswerHeader]

    static func json(
        _ status: Status, _ description: String, _ schema: JSONSchema, headers: [AnswerHeader] = []
    ) -> RouteAnswer {
        RouteAnswer(
            status: status, description: description,
            contents: [Content(type: "application/json", schema: schema)], headers: headers)
    }

    static func text(
        _ type: String, _ description: String, status: Status = .ok, headers: [AnswerHeader] = []
    ) -> RouteAnswer {
        RouteAnswer(
            status: status, description: description, contents: [Content(type: type, schema: .string)],
            headers: headers)
    }

    static func empty(_ status: Status, _ description: String, headers: [AnswerHeader] = []) -> RouteAnswer {
        RouteAnswer(status: status, description: description, contents: [], headers: headers)
    }

    /// Each may be answered, as the caller's Accept has it.
    func or(_ type: String, _ schema: JSONSchema) -> RouteAnswer {
        RouteAnswer(
            status: status, description: description,
            contents: contents + [Content(type: type, schema: schema)], headers: headers)
    }
}

/// An answer in the shape of the door's errors.
struct RouteFailure: Sendable {
    let status: Status
    let description: String
    let headers: [AnswerHeader]

    init(_ status: Status, _ description: String, headers: [AnswerHeader] = []) {
        self.status = status
        self.description = description
        self.headers = headers
    }
}

/// A header that an answer may or does carry.
struct AnswerHeader: Sendable {
    let name: String
    let description: String
    let schema: JSONSchema
    var isAlways = false

    static let replayed = AnswerHeader(
        name: "Idempotent-Replayed",
        description:
            "There when this is the answer kept of an earlier request with the same Idempotency-Key.",
        schema: .constant("true"))
    static let location = AnswerHeader(
        name: "Location", description: "Where the booking is.",
        schema: .string(pattern: "^/bookings/[0-9]+$"), isAlways: true)
    static let elsewhere = AnswerHeader(
        name: "Location", description: "The page to go on with.", schema: .string)
    static let nextPage = AnswerHeader(
        name: "Link", description: "The next page, as rel=\"next\" (RFC 8288); none on the last.",
        schema: .string)
    static let retryAfter = AnswerHeader(
        name: "Retry-After", description: "In how many seconds the same request may do.",
        schema: .string(pattern: "^[0-9]+$"))
    static let retryAfterAlways = AnswerHeader(
        name: retryAfter.name, description: retryAfter.description, schema: retryAfter.schema,
        isAlways: true)
    static let challenge = AnswerHeader(
        name: "WWW-Authenticate",
        description: "What token is wanted, and what is wrong (RFC 6750 section 3).",
        schema: .string(pattern: "^Bearer "), isAlways: true)
    /// For a status that has other reasons besides.
    static let challengeIfAny = AnswerHeader(
        name: challenge.name, description: challenge.description, schema: challenge.schema)
    static let entityTag = AnswerHeader(
        name: "ETag", description: "Names these bytes: send it as If-None-Match.", schema: .string,
        isAlways: true)
}
