// On a request's way: the two pages that a link in a mail opens. There is no login: the link's signature is the key.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

struct BookingPagesDoor: Sendable {
    let bookings: Bookings
    let links: BookingLinks
    private let problems: BookingProblems

    init(_ bookings: Bookings, links: BookingLinks, log: Log) {
        self.bookings = bookings
        self.links = links
        problems = BookingProblems(log: log)
    }

    /// `GET /bookings/:id/status`: where the lesson and its money stand; as JSON to who asks for it.
    @Sendable func status(_ request: Request) async -> Response {
        await answering(request, .status) { id in
            let story = try await bookings.story(of: id)
            guard !request.asksForJSON else { return .api(.ok, .object { $0.members(story) }) }
            let rating = story.booking.status == .completed ? links.rating(of: id) : nil
            return .page(.ok, StatusPage(story: story, ratingLink: rating).html)
        }
    }

    /// `GET /bookings/:id/rating`: asks how the lesson was, or shows what was said.
    @Sendable func ratingPage(_ request: Request) async -> Response {
        await answering(request, .rating) { id in
            let story = try await bookings.story(of: id)
            let rating = try await bookings.rating(of: id)
            return .page(.ok, RatingPage(story: story, rating: rating, problem: nil).html)
        }
    }

    /// `POST /bookings/:id/rating`. Another site cannot have a browser send it (CSRF): no cookie goes along by itself,
    /// and the signature, which another site does not have, must stand in the address.
    @Sendable func rate(_ request: Request) async -> Response {
        await answering(request, .rating) { id in
            let form: RatingForm
            do throws(FormFailure) {
                form = try RatingForm(try FormReader(request))
            } catch {
                let story = try await bookings.story(of: id)
                return .page(
                    error.status, RatingPage(story: story, rating: nil, problem: error.message).html)
            }
            let rating = try await bookings.rate(id, form.rating)
            let story = try await bookings.story(of: id)
            return .page(.ok, RatingPage(story: story, rating: rating, problem: nil).html)
        }
    }

    /// A link that was not made here opens as little as one to a booking that there is not.
    private func answering(
        _ request: Request, _ page: BookingLinks.Page, _ answer: (Int64) async throws -> Response
    ) async -> Response {
        do {
            let id = try request.recordID(of: "booking")
            guard links.opens(page, of: id, with: request.signature) else {
                throw BookingFailure.notFound("booking")
            }
            return try await answer(id)
        } catch {
            let problem = problems.answer(error, request)
            return request.asksForJSON ? problem : .page(problem.status, ProblemPage(problem.status).html)
        }
    }
}

extension Request {
    /// Empty when the address has none, or cannot be read.
    fileprivate var signature: String {
        (try? FormReader<SignedLink>(queryOf: self).signature) ?? ""
    }

    /// Whether `application/json` is in Accept; a browser does not put it there (RFC 9110 section 12.5.1).
    fileprivate var asksForJSON: Bool {
        guard let accept = head.text(of: "accept") else { return false }
        return accept.split(separator: ",").contains { range in
            let type = range.prefix { $0 != ";" }.filter { $0 != " " }
            return type.lowercased() == "application/json"
        }
    }
}

/// The query of a link to one of these pages.
struct SignedLink: FormShape {
    static let shape = SignedLink()
    static let title = "SignedLink"

    let signature = FormField.text(
        "signature", "As the link in the mail has it.", charactersMax: 128, example: "k7f3")
}

struct RatingForm {
    let rating: LessonRating

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "Rating"

        let stars = FormField.integer("stars", "5 is the best.", in: 1...5, example: 5)
        /// A page of text; what the field in the page takes too.
        let comment = FormField.lines(
            "comment", "What was good, what could be better.", charactersMax: commentCharactersMax,
            example: "Patient and clear.")
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        let stars = try form.stars
        rating = LessonRating(stars: stars, comment: try form.comment)
    }

    static let commentCharactersMax = 2000
}
