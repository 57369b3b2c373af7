// The name of a request in answers and logs.
import Basics
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct RequestIDsTests {
    @Test("ids are fifteen plain characters, and no two are the same")
    func unlike() {
        var ids = RequestIDs(random: .system)
        let made = (0..<10_000).map { _ in ids.next() }
        #expect(Set(made).count == made.count)
        for id in made {
            #expect(id.utf8.count == 15)
            #expect(id.utf8.allSatisfy(Ascii.isToken))
        }
    }

    @Test("two loops' ids differ in their prefix")
    func prefix() {
        func first(_ byte: UInt8) -> String {
            var ids = RequestIDs(random: RandomBytes { for index in $0.indices { $0[index] = byte } })
            return ids.next()
        }
        #expect(first(0) == "000000000000001")
        #expect(first(1) != first(0))
    }

    @Test("a caller's id is taken when it is a short token, so that it cannot forge or fill a log line")
    func accepted() {
        for id in ["a", "req_1-2.3", String(repeating: "x", count: 64)] {
            #expect(RequestIDs.accepted(ArraySlice(id.utf8)) == id)
        }
        for id in ["", "a b", "a\tb", "a\"b", "a{b", "é", String(repeating: "x", count: 65)] {
            #expect(RequestIDs.accepted(ArraySlice(id.utf8)) == nil)
        }
    }
}
