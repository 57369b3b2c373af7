// At the start: reads the text of a `.env` file into names and values.

/// What is wrong with a `.env` file: where and what, but never its text, which may hold a key.
package struct DotenvFailure: Error, Equatable, CustomStringConvertible {
    /// Counted from 1; for a quote without an end, the line it opens on.
    package let line: Int
    package let problem: String

    package var description: String { "line \(line): \(problem)" }
}

/// The file format of the dotenv libraries, read strictly: what they would skip in silence is a failure here.
///
///     KEY=value                  # a comment wants a space before its sign
///     export KEY = value         # `export` and spaces around `=` are allowed
///     KEY='taken $as it \n is'   # single quotes and backticks: no escapes
///     KEY="a line\nand another"  # double quotes: \n \r \t \" \\ \$; a quoted value may span lines
///
/// Nothing is expanded: `$NAME` stays as it is. A byte order mark and CRLF line ends are accepted.
/// Of one name set twice the later value wins, as in dotenv.
package struct Dotenv: Sendable {
    package struct Entry: Sendable {
        package let name: String
        package let value: Secret
        package let line: Int
    }

    /// Every assignment in the file's order, with repeated names.
    package let entries: [Entry]

    package init(_ text: String) throws(DotenvFailure) {
        var reader = DotenvReader(text)
        entries = try reader.readAll()
    }

    package func value(_ name: String) -> Secret? {
        entries.last { $0.name == name }?.value
    }
}
