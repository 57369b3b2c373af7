// The Date on every answer.
import Basics
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct HTTPDateTests {
    private static let dates: [(Int64, String)] = [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ]

    @Test("is written in the one form that RFC 9110 section 5.6.7 lets senders use", arguments: dates)
    func text(seconds: Int64, text: String) {
        #expect(HTTPDate.text(seconds) == text)
    }

    @Test("the line follows the clock, second by second")
    func line() {
        let now = Lock<Int64>(784_111_777_999)
        var date = HTTPDate(clock: WallClock { now.withLock { $0 } })
        date.refresh()
        #expect(String(decoding: date.line, as: UTF8.self) == "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n")
        now.withLock { $0 += 1 }
        date.refresh()
        #expect(String(decoding: date.line, as: UTF8.self) == "Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n")
    }
}
