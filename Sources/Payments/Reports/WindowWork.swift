// On a report's way: all objects of a list within a window, page by page, slices side by side.
internal import Basics
internal import StripeClient

/// What a report makes of a list's objects. They come in any order, but for those of one second: the newest of these
/// comes first.
protocol WindowSum: Sendable {
    associatedtype Object: StripeDated
    associatedtype Entry: Sendable

    /// What of an object counts; nil when nothing does. It is called while the page is at hand, which is gone after.
    static func entry(of object: Object) -> Entry?
    mutating func add(_ entry: Entry)
}

struct WindowWork<Sum: WindowSum>: PacedWork {
    typealias Read = SlicePlan.Read

    /// What is kept of a page; the page itself may be a megabyte.
    struct Answer: Sendable {
        let page: SlicePlan.Page
        let entries: [(created: Int64, entry: Sum.Entry)]
    }

    private(set) var sum: Sum
    private var plan: SlicePlan

    init(_ window: ReportWindow, into sum: Sum, pageSize: Int64) {
        plan = SlicePlan(window, pageSize: pageSize)
        self.sum = sum
    }

    var canRead: Bool { plan.canRead }
    var fraction: Double { plan.fraction }

    mutating func next() -> Read? { plan.next() }

    mutating func receive(_ answer: Answer, of read: Read) {
        let since = plan.receive(answer.page, of: read)
        for (created, entry) in answer.entries where created >= since { sum.add(entry) }
    }

    static func read(
        _ read: Read, from stripe: StripeClient, at endpoint: StripeEndpoint, expand: [String],
        pageSize: Int64
    ) async throws(StripeFailure) -> Answer {
        var created: FormFields = ["gte": .integer(read.since)]
        created.add("lt", read.until.map { .integer($0) })
        let filter: FormFields = ["created": .fields(created), "expand": .list(expand.map { .text($0) })]
        let reply = try await stripe.list(Sum.Object.self, at: endpoint, filter)
            .page(after: read.cursor, limit: pageSize)
        return try Answer(reply)
    }
}

extension WindowWork.Answer {
    fileprivate init(_ reply: StripeReply<StripeList<Sum.Object>>) throws(StripeFailure) {
        var entries: [(created: Int64, entry: Sum.Entry)] = []
        var edges: (newest: SlicePlan.Page.Edge, oldest: SlicePlan.Page.Edge)?
        for object in reply.object.data {
            guard let created = object.created else {
                throw reply.answer.broken("an object without its time")
            }
            let edge = SlicePlan.Page.Edge(id: object.id.text, created: created)
            edges = (edges?.newest ?? edge, edge)
            if let entry = Sum.entry(of: object) { entries.append((created, entry)) }
        }
        self.entries = entries
        page = SlicePlan.Page(count: reply.object.data.count, edges: edges, hasMore: reply.object.hasMore)
    }
}
