// Beside the parser's tests: feeds a head in pieces and says what came of it in a form that compares.
@testable import HTTPServer

struct ParsedHead: Equatable {
    let method: String
    let path: String
    let query: String
    let fields: [String]
    let isHTTP10: Bool
    let framing: RequestHead.Framing
    let byteCount: Int
}

enum HeadOutcome: Equatable {
    case head(ParsedHead)
    case refused(Int)
    case incomplete

    var head: ParsedHead? {
        if case .head(let head) = self { head } else { nil }
    }

    /// 200 stands for a head that was understood.
    var status: Int? {
        switch self {
        case .head: 200
        case .refused(let status): status
        case .incomplete: nil
        }
    }
}

enum HeadHarness {
    /// - Parameter cuts: how many bytes have arrived at each call; nil feeds all at once.
    static func parse(_ text: String, limits: Limits = Limits(), cuts: [Int]? = nil) -> HeadOutcome {
        let bytes = Array(text.utf8)
        var parser = HeadParser(limits: limits)
        for cut in cuts ?? [bytes.count] {
            do throws(WireFailure) {
                let parsed = try Array(bytes[..<cut]).withUnsafeBytes { buffer in
                    Result { () throws(WireFailure) in try parser.advance(buffer) }
                }.get()
                if let parsed { return .head(summary(parsed.head, parsed.byteCount)) }
            } catch {
                return .refused(error.status.code)
            }
        }
        return .incomplete
    }

    private static func summary(_ head: RequestHead, _ byteCount: Int) -> ParsedHead {
        ParsedHead(
            method: head.method.name, path: text(head.path), query: text(head.query),
            fields: head.allFields.map { "\(text($0.name))=\(text($0.value))" },
            isHTTP10: head.isHTTP10, framing: head.framing, byteCount: byteCount)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
