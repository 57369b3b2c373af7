// On a request's way: what is asked of the shop's desk about packages and about money that puzzles somebody.
internal import Basics
internal import HTTPServer
internal import Payments

extension BookingDoor {
    /// `POST /packages/:id/refund`: the lessons that nobody took are paid back.
    @Sendable func refundPackage(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let id = try request.recordID(of: "package")
            return try await bookings.refundPackage(id, try asking(request, caller, viewer, .changed))
                .response
        }
    }

    /// `POST /support-tickets`.
    @Sendable func addTicket(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let form = try TicketForm(try FormReader(request))
            let id = try await bookings.addTicket(
                form.topic, booking: form.booking, message: form.message, for: viewer)
            let body = [UInt8].object { $0.member("ticket", id, form) }
            return .api(.created, body)
        }
    }
}

struct TicketForm {
    let topic: SupportTopic
    let booking: Int64?
    let message: String

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "SupportTicket"

        let topic = FormField<SupportTopic>.word("topic", "What it is about.", example: .hold)
        let booking = FormField.recordID("booking_id", "The booking that it is about.").optional
        /// A page of text.
        let message = FormField.text(
            "message", "In their own words.", charactersMax: 2000,
            example: "Why is the money still reserved?")
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        topic = try form.topic
        booking = try form.booking
        message = try form.message
    }
}

extension JSONSchema {
    static let ticket = JSONSchema.named(
        "SupportTicket",
        .object([
            "ticket": .object([
                "id": .recordID, "topic": .word(of: SupportTopic.self), "booking_id": .recordID.orNull,
                "message": .string,
            ])
        ]))
}

extension JSONWriter {
    fileprivate mutating func member(_ name: StaticString, _ id: Int64, _ ticket: TicketForm) {
        self.name(name)
        beginObject()
        member("id", id)
        member("topic", ticket.topic.rawValue)
        member("booking_id", ticket.booking)
        member("message", ticket.message)
        endObject()
    }
}
