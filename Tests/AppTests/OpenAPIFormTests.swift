// Proves that the fields of a form are those that its route reads: nothing else is documented, and all of it is read.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing
import Tokens

@testable import App

@Suite("Documented forms", .timeLimit(.minutes(5)), .serialized)
struct OpenAPIFormTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let endpoint: Endpoint
        let form: any FormShape

        var testDescription: String { "\(endpoint.method.name) \(endpoint.pattern)" }

        var path: String {
            endpoint.pattern.split(separator: "/").map { segment in
                guard segment.hasPrefix(":") else { return "/\(segment)" }
                return segment == ":id" ? "/1" : "/\(Shop.good)"
            }.joined()
        }

        /// Somebody whom the route takes.
        var person: Desk.Person {
            guard case .rule(let rule) = endpoint.access, !rule.roles.contains(.staff) else { return .staff }
            return rule.roles.contains(.student) ? .ada : .service
        }
    }

    static let bodies: [Case] = Routes.all.compactMap { endpoint in
        switch endpoint.doc.body {
        case .form(let form): return Case(endpoint: endpoint, form: form)
        // A payment is looked up before its form is read.
        case .json(let form, _) where !endpoint.pattern.contains(":") && endpoint.method == .post:
            return Case(endpoint: endpoint, form: form)
        case .json, .pageForm, .event, nil: return nil
        }
    }

    static let queries: [Case] = Routes.all.compactMap { endpoint in
        guard let form = endpoint.doc.query, !endpoint.doc.failsAsPage else { return nil }
        return Case(endpoint: endpoint, form: form)
    }

    @Test("an array in the place of any documented field is refused by that field's name", arguments: bodies)
    func bodyFields(item: Case) async throws {
        try await Desk.open { desk in
            let before = desk.shop.stripe.calls.count
            for field in item.form.declaredFields {
                // A field that excludes it may be read before it: then it is sent without those that may be left out.
                let least = item.form.declaredFields.filter(\.isRequired).map {
                    JSONTree.Member(name: $0.name, value: $0.example)
                }
                var complaints: [String] = []
                for example in [item.form.example, .object(least)] {
                    let body = example.with(field.name, [["x": []]]).text
                    let reply = try await desk.post(item.path, body, as: item.person)
                    #expect(reply.status == 400, "\(field.name): \(reply.text)")
                    complaints.append(reply.badField ?? reply.errorMessage ?? "")
                }
                let isNamed = complaints.contains { $0 == field.name || $0.hasPrefix("\(field.name) ") }
                #expect(isNamed, "\(field.name): \(complaints)")
            }
            #expect(desk.shop.stripe.calls.count == before)
        }
    }

    @Test(
        "an empty value of any documented field of a query is refused by that field's name",
        arguments: queries)
    func queryFields(item: Case) async throws {
        try await Desk.open { desk in
            for field in item.form.declaredFields {
                let reply = try await desk.get("\(item.path)?\(field.name)=")
                #expect(reply.status == 400, "\(field.name): \(reply.text)")
                #expect(reply.badField == field.name, "\(field.name): \(reply.text)")
            }
        }
    }

    @Test("every example keeps to its schema")
    func examples() throws {
        let text = OpenAPIDocument(Routes.all, OpenAPITests.settings).tree.text
        let document = try ServedDocument(try JSON(Array(text.utf8)))
        for item in Self.bodies {
            let schema = try SchemaRules(try JSON(Array(item.form.schema(takesNull: true).tree.text.utf8)))
            let example = try JSON(Array(item.form.example.text.utf8))
            #expect(schema.faults(in: example, document.schemas) == [], "\(item.testDescription)")
            for field in item.form.declaredFields {
                let schema = try SchemaRules(try JSON(Array(field.schema.tree.text.utf8)))
                let example = try JSON(Array(field.example.text.utf8))
                #expect(schema.faults(in: example, document.schemas) == [], "\(field.name)")
            }
        }
    }

    @Test("the example of a booking can be sent as it is printed")
    func bookingExample() async throws {
        try await Desk.open { desk in
            let reply = try await desk.post("/bookings", BookLessonForm.Shape.shape.example.text)
            #expect(reply.status == 201, "\(reply.text)")
        }
    }

    @Test("letters of a currency are ASCII's: the sign of the kelvin is no k")
    func kelvin() async throws {
        try await Desk.open { desk in
            let reply = try await desk.book(["currency": "\"dk\u{212A}\""])
            #expect(reply.status == 400, "\(reply.text)")
            #expect(reply.problem == "currency_invalid")
        }
    }

    @Test("text with U+0000, which no database takes, is refused and is no server's error")
    func noNUL() async throws {
        try await Desk.open { desk in
            let json = #"{"name":"A\u0000da","email":"a@example.com"}"#
            for reply in [
                try await desk.post("/students", json),
                try await desk.post("/students", form: "name=A%00da&email=a@example.com"),
            ] {
                #expect(reply.status == 400, "\(reply.text)")
                #expect(reply.json["field"]?.string == "name")
                #expect(reply.detail?.contains("U+0000") == true)
            }
        }
    }

    @Test("a field that is null is not there, as the schema says")
    func nulls() async throws {
        try await Desk.open { desk in
            let far = [
                "customer_id": "null", "package_id": "null", "lessons_count": "null", "currency": "null",
            ]
            let reply = try await desk.book(far)
            #expect(reply.status == 201, "\(reply.text)")
        }
    }
}
