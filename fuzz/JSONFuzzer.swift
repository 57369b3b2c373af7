// Beside JSON's tests: libFuzzer looks for bytes on which the reader crashes, or reads back something else.
//
// Built by scripts/fuzz from the very files of the server; see there.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do throws(JSONFailure) {
        walk(try JSON(bytes))
    } catch {
        precondition((0...count).contains(error.offset), "a failure lies outside the text")
    }
    return 0
}

/// Everything that was let in can be read, and what is read is the same when it is written and read again.
private func walk(_ json: JSON) {
    switch json.kind {
    case .object:
        for (name, value) in json.members {
            checkString(name)
            walk(value)
        }
    case .array:
        for element in json.elements { walk(element) }
    case .string:
        guard let text = json.string else { preconditionFailure("a string cannot be read") }
        checkString(text)
    case .number:
        guard let integer = json.integer else { return }
        var writer = JSONWriter()
        writer.integer(integer)
        precondition(reread(writer.bytes)?.integer == integer, "a number is written as another one")
    case .bool: precondition(json.bool != nil, "a truth value cannot be read")
    case .null: precondition(json.isNull, "null is something")
    }
}

private func checkString(_ text: String) {
    var writer = JSONWriter()
    writer.string(text)
    precondition(reread(writer.bytes)?.string == text, "a string is written as another one")
}

private func reread(_ bytes: [UInt8]) -> JSON? { try? JSON(bytes) }
