// Beside the wire's tests: libFuzzer looks for bytes on which the parser crashes or contradicts itself.
//
// Built by scripts/fuzz from the very files of the server; see there.

/// The first byte decides where the input is cut and how small the limits are; the rest is what arrives.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWire(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let limits = WireFuzzer.limits(start[0])
    let whole = WireFuzzer.head(bytes, limits, cuts: [bytes.count])
    let dripped = WireFuzzer.head(bytes, limits, cuts: Array(0...bytes.count))
    precondition(whole == dripped, "a head depends on how it arrives")
    let cut = bytes.isEmpty ? 0 : Int(start[0]) % bytes.count
    precondition(
        whole == WireFuzzer.head(bytes, limits, cuts: [cut, bytes.count]), "a head depends on a cut")
    guard case .head(let byteCount, let framing, _) = whole else { return 0 }
    if case .chunked = framing.body { WireFuzzer.checkChunks(Array(bytes[byteCount...]), limits, cut: cut) }
    return 0
}

enum WireFuzzer {
    enum Outcome<Accepted: Equatable>: Equatable {
        case accepted(Accepted)
        case refused(Int)
        case incomplete
    }

    enum HeadOutcome: Equatable {
        case head(byteCount: Int, RequestHead.Framing, parts: [[UInt8]])
        case refused(Int)
        case incomplete
    }

    struct Body: Equatable {
        let content: [UInt8]
        let byteCount: Int
    }

    /// Small ones are reached by small inputs.
    static func limits(_ seed: UInt8) -> Limits {
        var limits = Limits()
        guard seed & 1 == 1 else { return limits }
        limits.requestLineBytesMax = 40
        limits.fieldLineBytesMax = 40
        limits.headBytesMax = 200
        limits.fieldsMax = 5
        limits.chunkOverheadBytesMax = 30
        return limits
    }

    // MARK: Heads

    /// - Parameter cuts: how many bytes have arrived at each call.
    static func head(_ bytes: [UInt8], _ limits: Limits, cuts: [Int]) -> HeadOutcome {
        var parser = HeadParser(limits: limits)
        do throws(WireFailure) {
            for cut in cuts {
                // A copy of its own, so that the address sanitizer sees a read behind what has arrived.
                let arrived = Array(bytes[..<cut])
                guard let (head, byteCount) = try advance(&parser, arrived) else { continue }
                precondition(byteCount <= cut, "a head takes more than has arrived")
                check(head, byteCount, limits)
                return .head(byteCount: byteCount, head.framing, parts: parts(head))
            }
        } catch {
            precondition((400...505).contains(error.status.code), "a refusal has no status for one")
            return .refused(error.status.code)
        }
        return .incomplete
    }

    private static func advance(
        _ parser: inout HeadParser, _ bytes: [UInt8]
    ) throws(WireFailure) -> (head: RequestHead, byteCount: Int)? {
        try bytes.withUnsafeBytes { buffer in
            Result { () throws(WireFailure) in try parser.advance(buffer) }
        }.get()
    }

    private static func parts(_ head: RequestHead) -> [[UInt8]] {
        let fields = head.allFields.flatMap { [Array($0.name), Array($0.value)] }
        return [Array(head.methodText.utf8), Array(head.path), Array(head.query)] + fields
    }

    /// Whatever is let in keeps the limits and the grammar, by a plainer reading than the parser's own.
    private static func check(_ head: RequestHead, _ byteCount: Int, _ limits: Limits) {
        precondition(byteCount <= limits.headBytesMax, "a head is over its limit")
        precondition(head.allFields.count <= limits.fieldsMax, "there are too many fields")
        precondition(head.isAsterisk || head.path.first == UInt8(ascii: "/"), "a path has no slash")
        precondition(head.path.allSatisfy { (0x21...0x7E).contains($0) }, "a path holds a control character")
        precondition(PercentEncoding.decode(head.path) != nil, "a path cannot be decoded")
        precondition(
            head.query.allSatisfy { (0x21...0x7E).contains($0) }, "a query holds a control character")
        precondition(head.isHTTP10 || head.host?.isEmpty == false, "nobody is asked")
        precondition(head.count(of: "host") <= 1, "two hosts are asked")
        for (name, value) in head.allFields {
            precondition(name.count + value.count < limits.fieldLineBytesMax, "a field is over its limit")
            precondition(!name.isEmpty && name.allSatisfy { (0x21...0x7E).contains($0) }, "a name is none")
            precondition(
                value.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) },
                "a value holds a control character")
        }
        let (lengths, codings) = (head.count(of: "content-length"), head.count(of: "transfer-encoding"))
        precondition(lengths + codings <= 1, "a body has two lengths")
        precondition((head.framing.body == .chunked) == (codings == 1), "a coding is not obeyed")
    }

    // MARK: Chunked bodies

    static func checkChunks(_ bytes: [UInt8], _ limits: Limits, cut: Int) {
        let whole = chunks(bytes, limits, cuts: [bytes.count])
        precondition(
            whole == chunks(bytes, limits, cuts: Array(0...bytes.count)), "a body depends on how it arrives")
        let cuts = [min(cut, bytes.count), bytes.count]
        precondition(whole == chunks(bytes, limits, cuts: cuts), "a body depends on a cut")
    }

    private static func chunks(_ bytes: [UInt8], _ limits: Limits, cuts: [Int]) -> Outcome<Body> {
        let contentBytesMax = limits.fieldsMax * 20
        var decoder = ChunkedDecoder(contentBytesMax: contentBytesMax, limits: limits)
        var taken = 0
        do throws(WireFailure) {
            for cut in cuts {
                let arrived = Array(bytes[taken..<max(taken, cut)])
                let count = try arrived.withUnsafeBytes { buffer in
                    Result { () throws(WireFailure) in try decoder.advance(buffer) }
                }.get()
                precondition((0...arrived.count).contains(count), "a body takes more than has arrived")
                taken += count
                precondition(decoder.content.count <= min(taken, contentBytesMax), "a body is over its limit")
                if decoder.isDone { return .accepted(Body(content: decoder.content, byteCount: taken)) }
            }
        } catch {
            return .refused(error.status.code)
        }
        return .incomplete
    }
}
