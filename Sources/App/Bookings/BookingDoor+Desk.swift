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
            let form = try TicketForm(try Fields(request))
            let id = try await bookings.addTicket(
                form.topic, booking: form.booking, message: form.message, for: viewer)
            let body = [UInt8].object { writer in
                writer.name("ticket")
                writer.beginObject()
                writer.member("id", id)
                writer.member("topic", form.topic.rawValue)
                writer.member("booking_id", form.booking)
                writer.member("message", form.message)
                writer.endObject()
            }
            return .api(.created, body)
        }
    }
}

private struct TicketForm {
    let topic: SupportTopic
    let booking: Int64?
    let message: String

    init(_ fields: Fields) throws(FormFailure) {
        guard let topic = try fields.word("topic", SupportTopic.self) else { throw .missing("topic") }
        self.topic = topic
        booking = try fields.recordID("booking_id")
        message = try fields.text("message", charactersMax: Self.messageCharactersMax)
    }

    /// A page of text.
    private static let messageCharactersMax = 2000
}
