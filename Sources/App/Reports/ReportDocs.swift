// Beside the routes: what the two reports answer.
internal import HTTPServer

extension RouteDoc {
    static let lessonTotal = RouteDoc(
        "lessonTotal", .reports, "What lessons brought in within the last 36 hours", "In cents of usd.",
        answers: [.json(.ok, "The sums.", LessonTotalBody.schema)], failures: .stripe)

    static let failedPayments = RouteDoc(
        "failedPayments", .reports, "Whose last payment of the last 36 hours failed",
        answers: [.json(.ok, "One entry a customer.", FailedPaymentsBody.schema)], failures: .stripe)
}
