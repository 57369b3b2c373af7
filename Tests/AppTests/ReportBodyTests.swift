// Proves how a report looks in a spreadsheet.
import Testing

@testable import App

@Suite("Reports as CSV", .timeLimit(.minutes(5)))
struct ReportBodyTests {
    private func line(_ cells: [String?]) -> String {
        var csv = CSV(["a"])
        csv.add(cells)
        return String(csv.text.dropFirst("a\r\n".utf8.count - 1))
    }

    @Test("cells with commas, quotes and line ends are quoted, and nothing is an empty cell")
    func quoting() {
        #expect(
            line(["a,b", "say \"hi\"", "two\nlines", nil, "plain"])
                == "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",,plain\r\n")
    }

    @Test("what a spreadsheet would take for a formula becomes text, and numbers stay numbers")
    func formulas() {
        #expect(line(["=1+1", "@x", "+49", "-5", "-5a", "\tx"]) == "'=1+1,'@x,+49,-5,'-5a,'\tx\r\n")
    }
}
