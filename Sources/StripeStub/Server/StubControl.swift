// Around the stub: what its owner asks of it over the wire, under /_stub/.
internal import Basics
internal import HTTPServer

/// No part of Stripe: looks at the stub and changes what Stripe's own API cannot. Without a key, so only for this
/// machine. JSON in and out.
struct StubControl: Sendable {
    let state: Lock<StubServerState>
    /// What a reset goes back to.
    let first: StubServerState
    let clock: WallClock

    typealias Action = @Sendable (StubControl, ControlRequest) throws(ControlFailure) -> Response

    private static let actions: [(method: String, path: String, run: Action)] = [
        ("GET", "/_stub/state", { control, _ in control.describeState() }),
        (
            "POST", "/_stub/clock",
            { control, request throws(ControlFailure) in try control.setClock(request) }
        ),
        (
            "POST", "/_stub/webhooks/deliver",
            { control, request throws(ControlFailure) in try control.deliverWebhooks(request) }
        ),
        ("POST", "/_stub/seed", { control, request throws(ControlFailure) in try control.seed(request) }),
        ("POST", "/_stub/reset", { control, _ in control.reset() }),
        ("GET", "/_stub/balances", { control, _ in control.listBalances() }),
        (
            "POST", "/_stub/accounts/:id/restrict",
            { control, request throws(ControlFailure) in try control.restrict(request) }
        ),
        (
            "POST", "/_stub/accounts/:id/restore",
            { control, request throws(ControlFailure) in try control.restore(request) }
        ),
        (
            "POST", "/_stub/accounts/:id/payout",
            { control, request throws(ControlFailure) in try control.payOut(request) }
        ),
        ("GET", "/_stub/dump", { control, request throws(ControlFailure) in try control.dump(request) }),
        ("GET", "/_stub/calls", { control, _ in control.listCalls() }),
        ("DELETE", "/_stub/calls", { control, _ in control.forgetCalls() }),
        (
            "POST", "/_stub/faults",
            { control, request throws(ControlFailure) in try control.addFaults(request) }
        ),
        ("DELETE", "/_stub/faults", { control, _ in control.removeFaults() }),
    ]

    /// Nil for every path that is not the stub's own.
    func answer(_ request: Request) -> Response? {
        guard request.head.path.starts(with: Array("/_stub".utf8)) else { return nil }
        do throws(ControlFailure) {
            guard request.peer?.isLoopback == true else {
                throw ControlFailure(.forbidden, "/_stub/ is for this machine alone")
            }
            let asked = try ControlRequest(request)
            let known = Self.actions.filter { asked.fits($0.path) }
            guard !known.isEmpty else {
                let all = Self.actions.map { "\($0.method) \($0.path)" }.joined(separator: ", ")
                throw ControlFailure(.notFound, "there is no \(asked.path); there is \(all)")
            }
            guard let action = known.first(where: { $0.method == asked.method }) else {
                let methods = known.map(\.method).joined(separator: " or ")
                throw ControlFailure(.methodNotAllowed, "\(asked.path) wants \(methods)")
            }
            return try action.run(self, asked)
        } catch {
            return Response.control(["error": ["message": .text(error.message)]], error.status)
        }
    }
}

/// The control's own refusals; the text names the field and the mend.
struct ControlFailure: Error {
    let status: Status
    let message: String

    init(_ status: Status, _ message: String) {
        self.status = status
        self.message = message
    }

    init(_ message: String) {
        self.init(.badRequest, message)
    }

    init<Number: BinaryInteger>(_ name: String, wants range: ClosedRange<Number>) {
        self.init("\(name) wants a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
}

extension JSON {
    /// A member of what the owner sent; nil when it is not there.
    func controlText(_ name: String) throws(ControlFailure) -> String? {
        guard let member = self[name] else { return nil }
        guard let text = member.string else { throw ControlFailure("\(name) wants a text") }
        return text
    }
}

/// A request to the control, its body and query read.
struct ControlRequest: Sendable {
    let method: String
    let path: String
    private let body: JSON?
    private let query: ParameterTree

    init(_ request: Request) throws(ControlFailure) {
        method = request.head.methodText
        path = String(decoding: request.head.path, as: UTF8.self)
        query = FormDecoder.decode([Array(request.head.query)]) ?? ParameterTree()
        do throws(JSONFailure) {
            body = request.body.isEmpty ? nil : try JSON(request.body)
        } catch {
            throw ControlFailure("the body is no JSON: \(error)")
        }
    }

    /// Whether it has that path, in which `:id` stands for any part.
    func fits(_ pattern: String) -> Bool {
        let (wanted, given) = (pattern.split(separator: "/"), path.split(separator: "/"))
        return wanted.count == given.count && zip(wanted, given).allSatisfy { $0 == $1 || $0 == ":id" }
    }

    /// The part of the path behind `accounts`.
    var accountID: String { path.split(separator: "/").dropFirst(2).first.map(String.init) ?? "" }

    /// The body's elements; of an object, itself.
    var items: [JSON] { body.map { $0.kind == .array ? $0.elements : [$0] } ?? [] }

    func has(_ name: String) -> Bool { body?[name] != nil }

    func queryText(_ name: String) -> String? { query.text(name) }

    func text(_ name: String) throws(ControlFailure) -> String? { try body?.controlText(name) }

    func integer(_ name: String, in range: ClosedRange<Int64>, otherwise value: Int64? = nil)
        throws(ControlFailure) -> Int64
    {
        guard let member = body?[name] else {
            guard let value else { throw ControlFailure("\(name) is missing") }
            return value
        }
        guard let number = member.integer, range.contains(number) else {
            throw ControlFailure(name, wants: range)
        }
        return number
    }

    func queryInteger(_ name: String, in range: ClosedRange<Int>, otherwise value: Int)
        throws(ControlFailure) -> Int
    {
        guard let text = query.text(name) else { return value }
        guard let number = Int(text), range.contains(number) else {
            throw ControlFailure(name, wants: range)
        }
        return number
    }
}

extension Response {
    static func control(_ value: StubJSON, _ status: Status = .ok) -> Response {
        .json(status, StubJSONWriter.write(value))
    }
}
