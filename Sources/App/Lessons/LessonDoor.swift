// On a request's way: the three lesson routes. Each makes a form, one call of the service, and a body.
internal import Basics
internal import HTTPServer
internal import Payments

struct LessonDoor: Sendable {
    let payments: LessonPayments
    let problems: LessonProblems

    /// `POST /schedule-lesson`: holds the price of a lesson on the student's card.
    @Sendable func schedule(_ request: Request) async -> Response {
        do {
            let form = try ScheduleLessonForm(try FormReader(request))
            let lesson = ScheduleLesson(
                customer: form.customer, amount: form.amount, description: form.description,
                callerKey: try IdempotencyKeyHeader.read(request))
            return LessonBodies.payment(try await payments.schedule(lesson))
        } catch {
            return problems.answer(error, request)
        }
    }

    /// `POST /complete-lesson-payment`: captures what is held, all or a part.
    @Sendable func complete(_ request: Request) async -> Response {
        do {
            let form = try LessonPaymentForm(try FormReader(request))
            let lesson = CompleteLesson(
                paymentIntent: form.paymentIntent, amount: form.amount,
                callerKey: try IdempotencyKeyHeader.read(request))
            return LessonBodies.payment(try await payments.complete(lesson))
        } catch {
            return problems.answer(error, request)
        }
    }

    /// `POST /refund-lesson`: refunds what was captured, releases what is only held.
    @Sendable func refund(_ request: Request) async -> Response {
        do {
            let form = try LessonPaymentForm(try FormReader(request))
            let lesson = RefundLesson(
                paymentIntent: form.paymentIntent, amount: form.amount,
                callerKey: try IdempotencyKeyHeader.read(request))
            return LessonBodies.refund(try await payments.refund(lesson))
        } catch {
            return problems.answer(error, request)
        }
    }
}
