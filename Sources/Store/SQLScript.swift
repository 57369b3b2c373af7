// Under the migrations: a file of SQL as its statements.

/// SQL text with what no rule may touch (quoted text, comments) told apart from the rest.
///
/// It knows `'text'`, `"name"`, `-- comment` and `/* comment */`, in which both engines agree. It does not know a
/// trigger's body or PostgreSQL's `$$`: a migration has none.
struct SQLScript {
    struct Piece: Equatable {
        let isCode: Bool
        var text: String
    }

    let pieces: [Piece]

    init(_ text: String) {
        var pieces: [Piece] = []
        var rest = text[...]
        while !rest.isEmpty {
            let quietEnd = Self.endOfQuiet(rest)
            let end =
                quietEnd ?? rest.indices.dropFirst().first { Self.endOfQuiet(rest[$0...]) != nil }
                ?? rest.endIndex
            pieces.append(Piece(isCode: quietEnd == nil, text: String(rest[..<end])))
            rest = rest[end...]
        }
        self.pieces = pieces
    }

    /// Where the quoted text or the comment ends that begins here; nil when none does.
    private static func endOfQuiet(_ text: Substring) -> Substring.Index? {
        // A doubled quote is two quoted texts side by side.
        for (opening, closing) in [("'", "'"), ("\"", "\""), ("--", "\n"), ("/*", "*/")]
        where text.hasPrefix(opening) {
            return text.dropFirst(opening.count).firstRange(of: closing)?.upperBound ?? text.endIndex
        }
        return nil
    }

    /// Without the semicolons between them, and without pieces that have comments alone.
    func statements(in dialect: SQLDialect) -> [String] {
        var statements = [""]
        var hasCode = [false]
        for piece in pieces {
            guard piece.isCode else {
                statements[statements.count - 1] += piece.text
                continue
            }
            let parts = dialect.translated(piece.text).split(separator: ";", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if index > 0 {
                    statements.append("")
                    hasCode.append(false)
                }
                statements[statements.count - 1] += part
                if !part.allSatisfy(\.isWhitespace) { hasCode[hasCode.count - 1] = true }
            }
        }
        return zip(statements, hasCode).filter(\.1).map { $0.0.trimmed }
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text.drop(while: \.isWhitespace))
    }
}
