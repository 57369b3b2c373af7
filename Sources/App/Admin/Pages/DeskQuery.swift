// On a desk request's way: what the lists of bookings and of payments can be asked for.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

/// The query of both lists.
struct DeskQuery {
    /// A number is the id of a record; anything else is how a student's name or mail address begins.
    let search: String?
    let student: Int64?
    let status: BookingStatus?
    let payment: PaymentStatus?
    let page: PageQuery

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "DeskQuery"

        let search = FormField.lines(
            "q", "The id of what the list has, or how a student's name or mail address begins.",
            charactersMax: 200, example: "ada")
        let student = FormField.recordID("student_id", "Only this student's.").optional
        let status = FormField<BookingStatus>.choice("status", "Only those.", example: .scheduled)
        let payment = FormField<PaymentStatus>.choice(
            "payment_status", "Only those whose payment stands so.", example: .authorized)
        let page = PageQuery.Part()
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        let text = try form.search
        search = text.isEmpty ? nil : text
        student = try form.student
        status = try form.status
        payment = try form.payment
        page = try PageQuery(form.page)
    }

    /// The id that is searched for.
    var id: Int64? { search.flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil } }

    /// The same question, further on or about one student.
    func link(_ path: String, student: Int64?, cursor: String?) -> String {
        let names = Shape.shape
        let fields = [
            (names.student.name, student.map { "\($0)" }), (names.status.name, status?.rawValue),
            (names.payment.name, payment?.rawValue), (names.page.cursor.name, cursor),
        ]
        let query = fields.compactMap { name, value in value.map { "\(name)=\($0)" } }
        return query.isEmpty ? path : "\(path)?\(query.joined(separator: "&"))"
    }
}

extension FormField where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// As a browser sends a list to choose from: empty when nothing was chosen.
    static func choice(
        _ name: String, _ meaning: String, example: Value
    ) -> FormField<Value?> {
        FormField<Value?>(
            name, meaning, .word([""] + Value.allCases.map(\.rawValue)), example: .string(example.rawValue)
        ) { value, name throws(FormFailure) in
            if case .text("") = value { return nil }
            return try value.word(name, Value.self)
        }.otherwise(nil, "")
    }
}
