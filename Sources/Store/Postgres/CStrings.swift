// On the way to PostgreSQL: texts as the array of C strings that libpq wants.

/// All texts side by side, each ended by a NUL.
struct CStrings {
    private var bytes: [CChar] = []
    /// Where each begins; nil is a null pointer.
    private var starts: [Int?] = []

    init(_ texts: [String?]) {
        for text in texts {
            starts.append(text == nil ? nil : bytes.count)
            guard let text else { continue }
            bytes.append(contentsOf: text.utf8.map { CChar(bitPattern: $0) })
            bytes.append(0)
        }
    }

    /// Statement parameters in PostgreSQL's text format.
    init(_ values: [SQLValue]) throws(StoreFailure) {
        var texts: [String?] = []
        for value in values {
            switch value {
            case .null: texts.append(nil)
            case .integer(let number): texts.append(String(number))
            case .text(let text): texts.append(try text.withoutNUL())
            }
        }
        self.init(texts)
    }

    var count: Int32 { Int32(starts.count) }

    func withPointers<Value>(_ body: ([UnsafePointer<CChar>?]) -> Value) -> Value {
        bytes.withUnsafeBufferPointer { buffer in
            body(starts.map { start in start.flatMap { buffer.baseAddress?.advanced(by: $0) } })
        }
    }
}
