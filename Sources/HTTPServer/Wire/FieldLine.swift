// On a request's way: one header field, or one trailer, as `name: value` (RFC 9112 section 5).

enum FieldLine {
    static func parse(
        _ buffer: UnsafeRawBufferPointer, _ content: Range<Int>
    ) throws(WireFailure) -> (name: Range<Int>, value: Range<Int>) {
        var colon = content.lowerBound
        while colon < content.upperBound, Ascii.isToken(buffer[colon]) { colon += 1 }
        guard colon < content.upperBound, colon > content.lowerBound, buffer[colon] == Ascii.colon else {
            throw .bad("a header field must be a name, a colon and a value, without a space before the colon")
        }
        var start = colon + 1
        var end = content.upperBound
        while start < end, buffer[start] == Ascii.space || buffer[start] == Ascii.tab { start += 1 }
        while end > start, buffer[end - 1] == Ascii.space || buffer[end - 1] == Ascii.tab { end -= 1 }
        for index in start..<end where !Ascii.isFieldValue(buffer[index]) {
            throw .bad("a header field's value may hold no control character")
        }
        return (content.lowerBound..<colon, start..<end)
    }
}
