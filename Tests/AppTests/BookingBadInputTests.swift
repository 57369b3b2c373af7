// What the booking routes do not take: a clear 400 that names the field, and nothing reaches Stripe.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Bad input of bookings", .timeLimit(.minutes(5)), .serialized)
struct BookingBadInputTests {
    struct Case: Sendable {
        let field: String
        let json: String?
        let code: String
        let mentions: String

        init(_ field: String, _ json: String?, _ code: String, _ mentions: String) {
            self.field = field
            self.json = json
            self.code = code
            self.mentions = mentions
        }
    }

    private static let decimal = "parameter_invalid_decimal"
    private static let time = "parameter_invalid_time"
    private static let integer = "parameter_invalid_integer"

    static let cases = [
        Case("amount", "96.001", decimal, "2 digits behind the point"),
        Case("amount", "96.000", decimal, "2 digits behind the point"),
        Case("amount", "9.6e1", decimal, "exponent"), Case("amount", "96E0", decimal, "exponent"),
        Case("amount", "-96", decimal, "negative"), Case("amount", #""-0.01""#, decimal, "negative"),
        Case("amount", #""ninety""#, decimal, "number"), Case("amount", #""$96""#, decimal, "number"),
        Case("amount", #""96,00""#, decimal, "number"), Case("amount", #""96.""#, decimal, "number"),
        Case("amount", #"".5""#, decimal, "number"), Case("amount", #"" 96""#, decimal, "number"),
        Case("amount", #""096""#, decimal, "number"), Case("amount", #""0x60""#, decimal, "number"),
        Case("amount", "true", decimal, "number"), Case("amount", "[96]", decimal, "number"),
        Case("amount", "0", decimal, "from 0.01"), Case("amount", "0.00", decimal, "from 0.01"),
        Case("amount", "1000000", decimal, "to 999999.99"),
        Case("amount", "92233720368547758.08", decimal, "to 999999.99"),
        Case("amount", #""""#, "parameter_invalid_empty", "empty"),
        Case("amount", nil, "parameter_missing", "amount_cents"),
        Case("amount_cents", "9600", "parameters_exclusive", "amount"),
        Case("package_id", "1", "parameters_exclusive", "amount"),
        Case("currency", #""dollars""#, "currency_invalid", "usd"),
        Case("currency", "840", "currency_invalid", "usd"),
        Case("customer_id", #""cus_1""#, "parameters_exclusive", "student_id"),
        Case("student_id", nil, "parameter_missing", "customer_id"),
        Case("student_id", "0", integer, "from 1"), Case("student_id", "1.0", integer, "whole number"),
        Case("student_id", #""one""#, integer, "whole number"),
        Case("instructor_id", nil, "parameter_missing", "instructor_id"),
        Case("instructor_id", "9223372036854775808", integer, "from 1"),
        Case("starts_at", nil, "parameter_missing", "starts_at"),
        Case("starts_at", #""2099-11-30T15:00:00""#, time, "offset"),
        Case("starts_at", #""2099-02-29T15:00:00Z""#, time, "there is not"),
        Case("starts_at", #""2099-11-30T24:00:00Z""#, time, "there is not"),
        Case("starts_at", #""2099-11-30 15:00""#, time, "such as"),
        Case("starts_at", #""tomorrow""#, time, "such as"), Case("starts_at", "1.5", time, "such as"),
        Case("starts_at", "true", time, "such as"),
        Case("starts_at", #""""#, "parameter_invalid_empty", "empty"),
        Case("starts_at", "253402300800", time, "there is not"),
        Case("starts_at", "1000000000", "parameter_invalid", "past"),
        Case("ends_at", "2000000000", "parameter_invalid", "after starts_at"),
        Case("ends_at", "253402300799", "parameter_invalid", "24 hours"),
        Case("is_package", "1", "parameter_invalid_boolean", "true or false"),
        Case("is_package", #""yes""#, "parameter_invalid_boolean", "true or false"),
        Case("is_package", "true", "parameter_missing", "lessons_count"),
        Case("lessons_count", "5", "parameter_invalid", "is_package"),
        Case("lessons_count", "101", integer, "1 to 100"),
        Case("description", "\"\(String(repeating: "é", count: 1001))\"", "parameter_too_long", "1000"),
        Case("payment_method", #""pm/1""#, "parameter_invalid_string", "payment_method"),
    ]

    @Test("each field that does not fit is named with its mend")
    func badFields() async throws {
        try await Desk.open { desk in
            let far: [String: String?] = [
                "starts_at": #""2099-11-30T15:00:00Z""#, "ends_at": #""2099-11-30T16:00:00Z""#,
            ]
            let before = desk.shop.stripe.calls.count
            for item in Self.cases {
                let reply = try await desk.book(far.merging([item.field: item.json]) { $1 })
                let shown = "\(item.field) \(item.json ?? "missing"): \(reply.text)"
                #expect(reply.status == 400, "\(shown)")
                #expect(reply.isProblem, "\(shown)")
                #expect(reply.problem == item.code, "\(shown)")
                #expect(reply.detail?.contains(item.mentions) == true, "\(shown)")
                #expect(reply.json["field"]?.string?.isEmpty == false, "\(shown)")
            }
            #expect(desk.shop.stripe.calls.count == before)
            let list = try await desk.get("/bookings")
            #expect(list.json["bookings"]?.elements.isEmpty == true)
        }
    }

    @Test(
        "an amount is taken as dollars with at most two places, or as cents, as a number or a string",
        arguments: [
            (#""amount":96"#, 9600), (#""amount":96.5"#, 9650), (#""amount":"0.57""#, 57),
            (#""amount":999999.99"#, 99_999_999), (#""amount_cents":9601"#, 9601),
            (#""amount_cents":"9601""#, 9601), (#""amount":500,"currency":"JPY""#, 500),
        ] as [(String, Int64)])
    func goodAmounts(members: String, cents: Int64) async throws {
        try await Desk.open { desk in
            let body = desk.lesson(inHours: 2000, ["amount": nil]).dropLast() + ",\(members)}"
            let reply = try await desk.post("/bookings", String(body))
            #expect(reply.booking?["amount_cents"]?.integer == cents, "\(reply.text)")
        }
    }

    @Test(
        "times come with any offset, with parts of a second, or as Unix seconds; they go out in UTC",
        arguments: [
            #""2096-02-29T15:00:00Z""#, #""2096-02-29T16:00:00+01:00""#, #""2096-02-29t09:30:00.250-05:30""#,
            "3981366000", #""3981366000""#,
        ])
    func goodTimes(start: String) async throws {
        try await Desk.open { desk in
            let reply = try await desk.book(
                ["starts_at": start, "ends_at": #""2096-02-29T16:00:00z""#])
            #expect(reply.booking?["starts_at"]?.string == "2096-02-29T15:00:00Z", "\(reply.text)")
            #expect(reply.booking?["ends_at"]?.string == "2096-02-29T16:00:00Z")
        }
    }

    @Test("a form does what JSON does")
    func form() async throws {
        try await Desk.open { desk in
            let (start, end) = (desk.now + 3600, desk.now + 7200)
            let reply = try await desk.post(
                "/bookings",
                form: "student_id=1&instructor_id=1&starts_at=\(start)&ends_at=\(end)&amount=420.00"
                    + "&is_package=true&lessons_count=5&currency=usd&description=Five+lessons")
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply.json["package"]?["lessons_count"]?.integer == 5)
            let complete = try await desk.post("/bookings/1/complete", form: "minutes_taught=60")
            #expect(complete.status == 200, "\(complete.text)")
        }
    }

    @Test("what is not there is named: instructor, student, customer, card, package")
    func notThere() async throws {
        try await Desk.open(customer: "cus_SandboxNoCards") { desk in
            let cases: [([String: String?], String, String)] = [
                (["student_id": "9"], "student_id", "resource_missing"),
                (["student_id": nil, "customer_id": #""cus_nobody""#], "customer_id", "resource_missing"),
                ([:], "payment_method", "payment_method_missing"),
                (["amount": nil, "package_id": "9"], "package_id", "resource_missing"),
                // A card that is given is saved before anything else is looked at.
                (
                    ["instructor_id": "9", "payment_method": #""pm_card_visa""#], "instructor_id",
                    "resource_missing"
                ),
            ]
            for (changes, field, code) in cases {
                let reply = try await desk.book(changes)
                #expect(reply.status == 400, "\(reply.text)")
                #expect(reply.problem == code, "\(reply.text)")
                #expect(reply.json["field"]?.string == field, "\(reply.text)")
            }
            #expect(desk.shop.stripe.withStub { $0.books.intents.isEmpty })
        }
    }

    @Test("a card that is declined when it is to be saved is 402, and nothing is booked")
    func cardRefused() async throws {
        try await Desk.open { desk in
            let reply = try await desk.book(["payment_method": #""pm_card_visa_chargeDeclined""#])
            #expect(reply.status == 402, "\(reply.text)")
            #expect(reply.problem == "card_declined")
            #expect(reply.booking == nil)
            let unknown = try await desk.book(["payment_method": #""pm_nothing""#])
            #expect(unknown.status == 400, "\(unknown.text)")
            #expect(unknown.problem == "resource_missing")
            let list = try await desk.get("/bookings")
            #expect(list.json["bookings"]?.elements.isEmpty == true)
        }
    }

    @Test("the actions name what they miss, and what excludes each other")
    func actions() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let cases = [
                ("cancel", "{}", "by"), ("cancel", #"{"by":"nobody"}"#, "by"), ("no-show", "{}", "of"),
                ("quotes", "{}", "by"), ("reschedule", "{}", "starts_at"),
                ("capture-payment", #"{"amount":1,"amount_cents":100}"#, "amount"),
                ("capture-payment", #"{"amount":1,"minutes_taught":10}"#, "minutes_taught"),
                ("capture-payment", #"{"minutes_taught":-1}"#, "minutes_taught"),
                ("complete", #"{"minutes_taught":1441}"#, "minutes_taught"),
                ("cancel", #"{"by":"student","quote":"q1"}"#, "quote"),
            ]
            for (verb, body, field) in cases {
                let reply = try await desk.act(verb, booking, body)
                #expect(reply.status == 400, "\(verb) \(body): \(reply.text)")
                #expect(reply.json["field"]?.string == field, "\(verb) \(body): \(reply.text)")
            }
            let key = try await desk.act("complete", booking, key: String(repeating: "k", count: 256))
            #expect(key.problem == "idempotency_key_invalid")
            #expect(try await desk.stripe(booking)["status"]?.string == "requires_capture")
        }
    }

    @Test("people are added once, with a time zone that the IANA knows")
    func people() async throws {
        try await Desk.open { desk in
            let added = try await desk.post(
                "/students",
                #"{"name":"Eve","email":"eve@example.com","time_zone":"Asia/Kolkata","subject":"eve"}"#,
                as: .service)
            #expect(added.status == 201)
            let customer = try #require(added.json["student"]?["customer_id"]?.string)
            #expect(
                added.text == """
                    {"student":{"id":2,"name":"Eve","email":"eve@example.com","time_zone":"Asia/Kolkata",\
                    "subject":"eve","customer_id":"\(customer)"}}
                    """)
            #expect(try await desk.shop.stripeCustomer(customer)["email"]?.string == "eve@example.com")
            let instructor = try await desk.post("/instructors", #"{"name":"Ida","email":"ida@example.com"}"#)
            #expect(
                instructor.text == """
                    {"instructor":{"id":2,"name":"Ida","email":"ida@example.com","time_zone":"UTC","subject":null}}
                    """)
            let twice = try await desk.post(
                "/instructors", #"{"name":"Eve","email":"eve@example.com","subject":"grace"}"#)
            #expect(twice.status == 409)
            #expect(twice.problem == "person_exists")
            for zone in ["Berlin", "EST", "GMT+2", "+01:00", "Mars/Olympus", "../UTC", "/Europe/Berlin", ""] {
                let reply = try await desk.post(
                    "/students", #"{"name":"Eve","email":"eve@example.com","time_zone":"\#(zone)"}"#)
                #expect(reply.status == 400, "\(zone): \(reply.text)")
                #expect(reply.json["field"]?.string == "time_zone")
                #expect(reply.problem == "time_zone_invalid")
            }
        }
    }
}
