// Proves how a list is paged through: what is asked, when, and what ends it.
import Basics
import StripeClient
import Testing

@Suite("Lists", .timeLimit(.minutes(5)), .serialized)
struct StripeElementsTests {
    private static func page(_ ids: [String], more: Bool) -> ScriptedTransport.Step {
        let data = ids.map { #"{"id":"\#($0)","object":"payment_method"}"# }.joined(separator: ",")
        return .answer(200, #"{"object":"list","data":[\#(data)],"has_more":\#(more)}"#)
    }

    private static func cards(_ bench: Bench) -> StripeElements<PaymentMethod> {
        bench.client.list(PaymentMethod.self, at: .paymentMethods, ["customer": "cus_1", "type": "card"])
    }

    private static func targets(_ bench: Bench) -> [String] { bench.requests.map(\.target) }

    private static let first = "/v1/payment_methods?customer=cus_1&type=card&limit=100"

    @Test("all pages come in order, each after the last id of the one before")
    func pages() async throws {
        let bench = Bench([
            Self.page(["pm_5", "pm_4"], more: true), Self.page(["pm_3", "pm_2"], more: true),
            Self.page(["pm_1"], more: false),
        ])
        var ids: [String] = []
        for try await card in Self.cards(bench) { ids.append(card.id.text) }
        #expect(ids == ["pm_5", "pm_4", "pm_3", "pm_2", "pm_1"])
        #expect(
            Self.targets(bench) == [
                Self.first, Self.first + "&starting_after=pm_4", Self.first + "&starting_after=pm_2",
            ])
        #expect(bench.requests.allSatisfy { $0.method == .get && $0.body.isEmpty })
    }

    @Test("an empty list is one request and no element")
    func empty() async throws {
        let bench = Bench([Self.page([], more: false)])
        var cards = Self.cards(bench).makeAsyncIterator()
        for _ in 0..<3 {
            let card = try await cards.next()
            #expect(card == nil)
        }
        #expect(Self.targets(bench) == [Self.first])
    }

    @Test("an empty page ends the list, whatever it says of more")
    func emptyPage() async throws {
        let bench = Bench([Self.page(["pm_1"], more: true), Self.page([], more: true)])
        var count = 0
        for try await _ in Self.cards(bench) { count += 1 }
        #expect(count == 1)
        #expect(bench.requests.count == 2)
    }

    @Test("a page is asked for only when the one before is used up")
    func onDemand() async throws {
        let bench = Bench([Self.page(["pm_3", "pm_2"], more: true), Self.page(["pm_1"], more: false)])
        var cards = Self.cards(bench).makeAsyncIterator()
        #expect(bench.requests.isEmpty)
        for asked in [1, 1, 2] {
            _ = try await cards.next()
            #expect(bench.requests.count == asked)
        }
    }

    @Test("one page can be asked for by itself, behind any object and as short as wanted")
    func onePage() async throws {
        let bench = Bench([Self.page(["pm_2"], more: true), Self.page(["pm_2"], more: true)])
        let page = try await Self.cards(bench).page(after: "pm_3", limit: 1)
        #expect(page.object.data.map(\.id.text) == ["pm_2"])
        #expect(page.object.hasMore)
        #expect(
            Self.targets(bench) == [
                "/v1/payment_methods?customer=cus_1&type=card&limit=1&starting_after=pm_3"
            ])
        await #expect(throws: StripeFailure.self) {
            _ = try await Self.cards(bench).page(after: "pm_2", limit: 1)
        }
    }

    @Test("a failure in the middle is thrown as it is, after what came before, and ends the list")
    func failure() async throws {
        let refusal = #"{"error":{"type":"invalid_request_error","code":"resource_missing"}}"#
        let bench = Bench([Self.page(["pm_1"], more: true), .answer(400, refusal)])
        var cards = Self.cards(bench).makeAsyncIterator()
        let card = try await cards.next()
        #expect(card?.id.text == "pm_1")
        do throws(StripeFailure) {
            _ = try await cards.next()
            Issue.record("the second page came")
        } catch {
            guard case .refused(let refusal) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(refusal.code == "resource_missing")
        }
        let after = try await cards.next()
        #expect(after == nil)
        #expect(bench.requests.count == 2)
    }

    @Test("a page is retried like any call, and each has a deadline of its own")
    func deadlines() async throws {
        let bench = Bench(
            [Self.page(["pm_2"], more: true), .answer(500, "x"), Self.page(["pm_1"], more: false)],
            deadlineMilliseconds: 2_000)
        var count = 0
        for try await _ in Self.cards(bench) {
            count += 1
            // A reader may take longer over one object than a page may take.
            await bench.time.wait(milliseconds: 5_000)
        }
        #expect(count == 2)
        #expect(bench.requests.map(\.deadlineMilliseconds) == [2_000, 2_000, 1_500])
    }

    @Test("a page that ends with its own cursor is broken, and not asked for without end")
    func loop() async throws {
        let bench = Bench([Self.page(["pm_1"], more: true), Self.page(["pm_1"], more: true)])
        var cards = Self.cards(bench).makeAsyncIterator()
        _ = try await cards.next()
        do throws(StripeFailure) {
            _ = try await cards.next()
            Issue.record("the page was believed")
        } catch {
            guard case .broken = error else {
                Issue.record("\(error)")
                return
            }
        }
    }
}
