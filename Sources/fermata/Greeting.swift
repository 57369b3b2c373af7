// At the start: what the person at the terminal reads when the server is up.
internal import App
internal import HTTPServer
internal import StripeStub

struct Greeting {
    let text: String

    init(_ settings: Settings, _ application: Application, _ sandbox: Sandbox?) {
        let port = application.addresses.first?.port ?? Int(settings.listen.port)
        let base = "http://localhost:\(port)"
        var lines = [
            "Fermata listens on \(application.addresses.map(\.description).joined(separator: " and "))."
        ]
        if let sandbox {
            lines.append("Its Stripe listens on http://\(sandbox.address); any sk_test_ key opens it.")
            lines.append("")
            lines.append("Customers to try:")
            for customer in sandbox.customers {
                lines.append("  \(customer.id)  \(customer.name): \(customer.what)")
            }
            let subjects = sandbox.people.map(\.subject).joined(separator: ", ")
            lines.append(
                "They are students 1 to \(sandbox.people.count), whose tokens' subjects are \(subjects);")
            lines.append("the instructors 1 and 2 are Ines in Berlin (ines) and Otto in New York (otto).")
            lines.append("")
            lines += Self.tour(base, customer: sandbox.customers.first?.id ?? "cus_...")
            lines += Self.bookingTour(base)
        } else {
            lines.append("It speaks to Stripe at \(settings.stripe.base) in \(settings.stripe.mode) mode.")
        }
        lines.append("Press Ctrl-C to stop.")
        text = lines.joined(separator: "\n")
    }

    /// Lines that work when pasted, one after the other.
    private static func tour(_ base: String, customer: String) -> [String] {
        [
            "Hold $12.50 on a card, capture it, give it back:",
            "",
            "  payment=$(curl -s \(base)/schedule-lesson -d customer_id=\(customer) -d amount=1250 \\",
            "    -d 'description=Guitar lesson'); echo \"$payment\"",
            "  intent=$(echo \"$payment\" | grep -o 'pi_[A-Za-z0-9]*' | head -n 1)",
            "  curl \(base)/complete-lesson-payment -d payment_intent_id=$intent",
            "  curl \(base)/refund-lesson -d payment_intent_id=$intent",
            "",
        ]
    }

    private static func bookingTour(_ base: String) -> [String] {
        let program = CommandLine.arguments.first ?? "fermata"
        return [
            "Book a lesson, which holds $96.00; take the money, and see what the student sees:",
            "",
            "  token=$('\(program)' token --sandbox); now=$(date +%s)",
            "  lesson=$(curl -s \(base)/bookings -H \"Authorization: Bearer $token\" -d student_id=1 \\",
            "    -d instructor_id=1 -d amount=96.00 -d starts_at=$((now + 86400)) -d ends_at=$((now + 90000)))",
            "  echo \"$lesson\"; booking=$(echo \"$lesson\" | grep -o '\"id\":[0-9]*' | head -n 1 | tr -cd 0-9)",
            "  curl -X POST \(base)/bookings/$booking/capture-payment -H \"Authorization: Bearer $token\"",
            "  page=$(curl -s \(base)/bookings/$booking -H \"Authorization: Bearer $token\" \\",
            "    | grep -o 'http[^\"]*/status[^\"]*'); curl -s \"$page\" -H 'Accept: application/json'",
            "  echo \"In a browser: $page\"",
            "",
            "The mails that students get are on \(base)/sandbox/outbox",
        ]
    }
}
