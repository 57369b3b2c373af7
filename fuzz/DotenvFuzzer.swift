// Beside the settings' tests: libFuzzer looks for a `.env` on which the reader crashes, or which it reads wrongly.
//
// Built by scripts/fuzz from the very files of the server; see there.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDotenv(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    // What is no UTF-8 is refused when the file is read.
    guard let text = String(validating: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    else { return 0 }
    let lines = 1...(text.utf8.count { $0 == UInt8(ascii: "\n") } + 1)
    do throws(DotenvFailure) {
        let entries = try Dotenv(text).entries
        for entry in entries { DotenvFuzzer.check(entry, lines) }
        precondition(entries.map(\.line) == entries.map(\.line).sorted(), "lines are counted backwards")
        DotenvFuzzer.reread(entries)
    } catch {
        precondition(lines.contains(error.line), "a failure lies outside the file")
        precondition(error.problem.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "a failure repeats the file")
    }
    return 0
}

enum DotenvFuzzer {
    static func check(_ entry: Dotenv.Entry, _ lines: ClosedRange<Int>) {
        precondition(lines.contains(entry.line), "a line is outside the file")
        precondition(!entry.value.reveal().utf8.contains(0), "a value holds a NUL byte")
        let name = Array(entry.name.utf8)
        precondition(!name.isEmpty && !(0x30...0x39).contains(name[0]), "a name is none")
        precondition(
            name.allSatisfy { $0 == UInt8(ascii: "_") || Character(Unicode.Scalar($0)).isLetterOrDigit },
            "a name holds what is none of its letters")
    }

    /// Written in double quotes, every value is read as the same again.
    static func reread(_ entries: [Dotenv.Entry]) {
        let text = entries.map { "\($0.name)=\"\(escaped($0.value.reveal()))\"\n" }.joined()
        guard let again = try? Dotenv(text).entries else {
            preconditionFailure("a file of our own is refused")
        }
        precondition(again.map(\.name) == entries.map(\.name), "names are read differently")
        precondition(
            again.map { Array($0.value.reveal().utf8) } == entries.map { Array($0.value.reveal().utf8) },
            "values are read differently")
    }

    private static func escaped(_ value: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case "\"", "\\", "$": result.append(contentsOf: ["\\", scalar])
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

extension Character {
    fileprivate var isLetterOrDigit: Bool { isASCII && (isLetter || isNumber) }
}
