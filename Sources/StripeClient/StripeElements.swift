// On the way to Stripe: a whole list, page after page.
internal import Basics

/// The objects of a list, newest first (docs.stripe.com/api/pagination):
///
///     for try await card in stripe.list(PaymentMethod.self, at: .paymentMethods, ["customer": "cus_1"]) { ... }
///
/// A page of 100 is asked for only when the one before is used up, each with a deadline of its own unless one is given
/// for all, so that a slow reader costs Stripe nothing and a long list is no time-out. Paging goes by the last object's
/// id, never by time: objects that are made meanwhile do not move the rest. A failure ends the sequence; what came
/// before it stands.
package struct StripeElements<Element: StripeListable>: AsyncSequence, Sendable {
    package typealias Failure = StripeFailure

    /// The most that Stripe gives at once.
    package static var pageSize: Int64 { 100 }

    fileprivate let client: StripeClient
    fileprivate let endpoint: StripeEndpoint
    fileprivate let query: FormFields
    fileprivate let deadline: Deadline?

    package func makeAsyncIterator() -> Iterator {
        Iterator(list: self)
    }

    package struct Iterator: AsyncIteratorProtocol {
        private enum Next {
            case firstPage
            case page(after: String)
            case end
        }

        private let list: StripeElements
        private var page: ArraySlice<Element> = []
        private var next = Next.firstPage

        fileprivate init(list: StripeElements) {
            self.list = list
        }

        package mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(StripeFailure) -> Element? {
            if page.isEmpty { try await turnPage() }
            return page.popFirst()
        }

        private mutating func turnPage() async throws(StripeFailure) {
            let cursor: String?
            switch next {
            case .firstPage: cursor = nil
            case .page(let last): cursor = last
            case .end: return
            }
            // Also what a failure leaves behind.
            next = .end
            let reply = try await list.page(after: cursor)
            guard let last = reply.object.data.last?.id.text else { return }
            page = reply.object.data[...]
            if reply.object.hasMore { next = .page(after: last) }
        }
    }
}

extension StripeElements {
    /// One page, for who reads several side by side: the newest objects, or those behind the cursor.
    package func page(
        after cursor: String?, limit: Int64 = Self.pageSize
    ) async throws(StripeFailure) -> StripeReply<StripeList<Element>> {
        var query = query
        query.add("limit", .integer(limit))
        query.add("starting_after", cursor.map { .text($0) })
        let reply: StripeReply<StripeList<Element>> = try await client.get(
            endpoint, query: query, deadline: deadline ?? client.deadline())
        if let cursor, reply.object.data.last?.id.text == cursor {
            throw reply.answer.broken("a page that ends where it began")
        }
        return reply
    }
}

extension StripeClient {
    /// `filter` names neither `limit` nor a cursor: they are the sequence's own.
    package func list<Element: StripeListable>(
        _ type: Element.Type, at endpoint: StripeEndpoint, _ filter: FormFields = [:],
        deadline: Deadline? = nil
    ) -> StripeElements<Element> {
        StripeElements(client: self, endpoint: endpoint, query: filter, deadline: deadline)
    }
}
