// On a desk request's way: the shop's policies, and what another one would have made of the cancels there were.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension AdminDoor {
    /// Of a rehearsal, counted from now.
    private static let rehearsalDays: Int64 = 90

    /// `GET /admin/policies`
    @Sendable func policies(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        .page(
            .ok,
            PoliciesPage(
                shelf: try await bookings.policies(), days: Self.rehearsalDays, trial: nil, frame: frame
            ).html)
    }

    /// `POST /admin/policies`: changes nothing. A policy that is none is told with the place that is to be mended.
    @Sendable func rehearse(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let form = try RehearsalForm(try FormReader(request))
        let outcome: PolicyTrial.Outcome
        do {
            let policy = try Policy(json: Array(form.policy.utf8))
            let now = clock.nowSeconds
            let start = now - Self.rehearsalDays * 86_400
            outcome = .rehearsed(policy, try await bookings.rehearse(policy, from: start, to: now + 1))
        } catch let failure as PolicyFailure {
            outcome = .refused(failure)
        }
        let page = PoliciesPage(
            shelf: try await bookings.policies(), days: Self.rehearsalDays,
            trial: PolicyTrial(text: form.policy, outcome: outcome), frame: frame)
        return .page(outcome.status, page.html)
    }
}

/// A policy that somebody typed.
struct PolicyTrial {
    enum Outcome {
        case rehearsed(Policy, PolicyRehearsal)
        case refused(PolicyFailure)

        fileprivate var status: Status {
            switch self {
            case .rehearsed: .ok
            case .refused: .badRequest
            }
        }
    }

    /// As it was typed.
    let text: String
    let outcome: Outcome
}

struct RehearsalForm {
    let policy: String

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "Rehearsal"

        let mark = AdminMark.shape.mark
        let policy = FormField.lines(
            "policy", "A policy as JSON.", charactersMax: 20_000, example: #"{"name":"six-hours"}"#)
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        policy = try form.policy
    }
}
