// On an answer's way: the page that asks how a lesson was, and later shows what was said.
internal import HTTPServer
internal import Payments

struct RatingPage {
    let story: BookingStory
    /// nil before anything was said.
    let rating: LessonRating?
    /// What was wrong with what was sent.
    let problem: String?

    var html: HTML {
        PageFrame.page(
            "Rate your lesson",
            """
                <div class="title"><h2>How was your lesson?</h2></div>
                <p class="lesson-info">\(story.date) with \(story.instructor)</p>
            \(rating.map(thanks) ?? form)
            """)
    }

    /// It is sent to the page's own address, and the signature with it.
    private var form: HTML {
        let choices = (1...5).map { stars -> HTML in
            let words = stars == 1 ? "1 star" : "\(stars) stars"
            return """
                        <label class="star"><input type="radio" name="stars" value="\(Int64(stars))" required> \
                \(words)</label>
                """
        }
        let alert: HTML = problem.map { "      <p class=\"sr-field-error\" role=\"alert\">\($0)</p>\n" } ?? ""
        return """
                <section class="card" aria-labelledby="rating">
                  <h3 id="rating">Your rating</h3>
            \(alert)      <form method="post">
                    <fieldset>
                      <legend>Stars, 5 being the best</legend>
            \(HTML(lines: choices))
                    </fieldset>
                    <label for="comment">What was good, what could be better? (optional)</label>
                    <textarea id="comment" name="comment" rows="5" \
            maxlength="\(Int64(RatingForm.commentCharactersMax))"></textarea>
                    <button class="button" type="submit">Send your rating</button>
                  </form>
                  <p class="legal">Your instructor and the shop's staff will read it. You can send it once.</p>
                </section>
            """
    }

    private func thanks(_ rating: LessonRating) -> HTML {
        let comment: HTML =
            rating.comment.isEmpty
            ? "" : "\n      <blockquote class=\"comment\">\(HTML(linesOf: rating.comment))</blockquote>"
        return """
                <section class="card" aria-labelledby="rating">
                  <h3 id="rating">Thank you for your rating</h3>
                  <p role="status">You gave \(rating.stars) of 5 stars.</p>\(comment)
                </section>
            """
    }
}

/// In place of a page that cannot be shown.
struct ProblemPage {
    let html: HTML

    init(_ status: Status) {
        let isGone = status == .notFound
        let heading = isGone ? "There is no such page" : "This cannot be shown just now"
        let text =
            isGone
            ? "This link opens no lesson. Is it whole? Mail programs break long ones in two."
            : "Something failed at our end, and nothing was changed. Please try again in a moment."
        html = PageFrame.page(
            heading,
            """
                <div class="title"><h2>\(heading)</h2></div>
                <p class="card">\(text)</p>
            """)
    }
}
