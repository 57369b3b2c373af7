// The wire's law as a table: raw bytes, what is answered in order, and whether the connection stays.
import Reactor
import Testing

@testable import HTTPServer

struct ConformanceCase: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable, Equatable {
        /// These statuses, and the next request on the connection is answered.
        case stays([Int])
        /// These statuses, and nothing that follows is taken for a request.
        case closes([Int])
    }

    let rule: String
    let bytes: [UInt8]
    let outcome: Outcome
    /// The last answer is to HEAD: it has no body, whatever it says.
    let isToHead: Bool

    var testDescription: String { rule }

    init(_ rule: String, _ text: String, _ outcome: Outcome, isToHead: Bool = false) {
        self.init(rule, Array(text.utf8), outcome, isToHead: isToHead)
    }

    init(_ rule: String, _ bytes: [UInt8], _ outcome: Outcome, isToHead: Bool = false) {
        self.rule = rule
        self.bytes = bytes
        self.outcome = outcome
        self.isToHead = isToHead
    }

    static func refused(_ rule: String, _ text: String, _ status: Int = 400) -> ConformanceCase {
        ConformanceCase(rule, text, .closes([status]))
    }

    static func accepted(_ rule: String, _ text: String, _ status: Int = 200) -> ConformanceCase {
        ConformanceCase(rule, text, .stays([status]))
    }

    /// Sends the case with another request right behind it, and holds all that comes until the end against the table.
    func run(on poller: PollerKind) async throws {
        try await Scene.play(on: poller, routes: [Self.readRoute]) { scene in
            let client = try scene.connect()
            try await client.send(bytes + Array(Wire.get("/hello/probe", "Connection: close").utf8))
            var answers = WireAnswer.all(in: try await client.rest())
            let stayed = answers.last?.body == "probe"
            if stayed { answers.removeLast() }
            let statuses = answers.map(\.status)
            #expect((stayed ? Outcome.stays(statuses) : .closes(statuses)) == outcome, "\(rule)")
            for (index, answer) in answers.enumerated() {
                answer.check(
                    isLastOfConnection: !stayed && index == answers.count - 1,
                    isToHead: isToHead && index == answers.count - 1, rule)
            }
        }
    }

    private static let readRoute = Route(.get, "/read", bodyBytesMax: 1024) { Response(.ok, body: $0.body) }
}

/// One answer as it stood on the wire, found by its status line and not by its length, which is under test.
struct WireAnswer {
    let status: Int
    let lines: [String]
    let body: String

    static func all(in text: String) -> [WireAnswer] {
        var pieces: [String] = []
        for line in text.split(separator: "\r\n", omittingEmptySubsequences: false) {
            // A body has no line feed at its end: the next status line follows it on the same line.
            if let start = line.firstRange(of: "HTTP/1.1 "), line[start.upperBound...].first?.isNumber == true
            {
                if let last = pieces.indices.last { pieces[last] += "\r\n" + line[..<start.lowerBound] }
                pieces.append(String(line[start.lowerBound...]))
            } else if let last = pieces.indices.last {
                pieces[last] += "\r\n" + line
            }
        }
        return pieces.map(WireAnswer.init)
    }

    private init(_ text: String) {
        let end = text.firstRange(of: "\r\n\r\n")
        let head = text[..<(end?.lowerBound ?? text.endIndex)]
        lines = head.split(separator: "\r\n").map(String.init)
        status = Int(head.dropFirst("HTTP/1.1 ".count).prefix(3)) ?? 0
        body = end.map { String(text[$0.upperBound...]) } ?? ""
    }

    func values(_ name: String) -> [String] {
        lines.filter { $0.lowercased().hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
    }

    /// What every answer must be, whatever it answers (RFC 9110 sections 6.6.1, 8.6, 15; RFC 9112 sections 6.3, 9.6).
    func check(isLastOfConnection: Bool, isToHead: Bool, _ rule: String) {
        guard status >= 200 else { return }
        #expect(values("date").count == 1, "\(rule)")
        #expect(values("x-request-id").count == 1, "\(rule)")
        #expect(values("connection").contains("close") == isLastOfConnection, "\(rule)")
        #expect(values("transfer-encoding").isEmpty, "\(rule)")
        if status == 204 || isToHead {
            #expect(body.isEmpty, "\(rule)")
        } else {
            #expect(values("content-length") == ["\(body.utf8.count)"], "\(rule)")
        }
        #expect(values("content-length").isEmpty == (status == 204), "\(rule)")
        #expect(values("allow").isEmpty == (status != 405 && status != 204), "\(rule)")
        if status >= 400 {
            #expect(values("content-type") == ["application/json; charset=utf-8"], "\(rule)")
            #expect(isToHead || body.hasPrefix("{\"error\":"), "\(rule)")
        }
    }
}
