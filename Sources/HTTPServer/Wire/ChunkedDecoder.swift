// On a request's way: a chunked body, decoded as it arrives (RFC 9112 section 7.1).

/// A pure state machine: feed it what arrived, it says how much it took and collects the content.
struct ChunkedDecoder {
    private enum State {
        case size
        case data(remaining: Int)
        case dataEnd
        case trailer
        case done
    }

    private(set) var content: [UInt8] = []
    private var state = State.size
    /// Bytes spent on extensions and trailers: nobody reads them, so they are bounded in all (CVE-2023-39326).
    private var overheadBytes = 0
    private var trailers = 0
    private let contentBytesMax: Int
    private let limits: Limits
    /// As many as never overflow an Int.
    private static let sizeDigitsMax = 15

    init(contentBytesMax: Int, limits: Limits) {
        self.contentBytesMax = contentBytesMax
        self.limits = limits
    }

    var isDone: Bool {
        if case .done = state { true } else { false }
    }

    /// - Returns: how many bytes of `buffer` were taken. Call again with the rest and what arrives after it.
    mutating func advance(_ buffer: UnsafeRawBufferPointer) throws(WireFailure) -> Int {
        var taken = 0
        while taken < buffer.count {
            switch state {
            case .done: return taken
            case .data(let remaining):
                let count = min(remaining, buffer.count - taken)
                content.append(contentsOf: buffer[taken..<(taken + count)])
                taken += count
                state = count == remaining ? .dataEnd : .data(remaining: remaining - count)
            case .dataEnd where buffer[taken] != Ascii.carriageReturn: throw Self.badDataEnd
            case .size, .dataEnd, .trailer:
                guard let line = try nextLine(buffer, from: taken) else { return taken }
                taken = line.upperBound + 2
                try take(buffer, line)
            }
        }
        return taken
    }

    /// The content of a line whose CR LF has arrived.
    private func nextLine(
        _ buffer: UnsafeRawBufferPointer, from start: Int
    ) throws(WireFailure) -> Range<Int>? {
        let found = buffer[start...].firstIndex(of: Ascii.lineFeed)
        // Digits and CR are not counted once the line is whole: no line is refused here that would pass then.
        let notCounted = Self.sizeDigitsMax + 1
        let length = (found ?? buffer.count) - start
        guard overheadBytes + length <= limits.chunkOverheadBytesMax + notCounted else { throw tooMuch }
        guard let lineFeed = found else { return nil }
        guard lineFeed > start, buffer[lineFeed - 1] == Ascii.carriageReturn else {
            throw .bad("a chunk's lines must end in CR LF")
        }
        return start..<(lineFeed - 1)
    }

    private static let badDataEnd = WireFailure.bad("a chunk must end in CR LF right after its data")

    /// Trailers obey the limits of header fields, and are refused with their status (RFC 6585 section 5).
    private var tooMuch: WireFailure {
        if case .trailer = state {
            WireFailure(status: .headerFieldsTooLarge, reason: "the trailer fields are too large")
        } else {
            .bad("the chunks' extensions are too long")
        }
    }

    private mutating func spend(_ byteCount: Int) throws(WireFailure) {
        overheadBytes += byteCount
        guard overheadBytes <= limits.chunkOverheadBytesMax else { throw tooMuch }
    }

    private mutating func take(_ buffer: UnsafeRawBufferPointer, _ line: Range<Int>) throws(WireFailure) {
        switch state {
        case .size:
            let (size, extensionBytes) = try Self.size(buffer, line)
            try spend(extensionBytes)
            guard size <= contentBytesMax - content.count else {
                throw .tooLarge(contentBytesMax)
            }
            state = size == 0 ? .trailer : .data(remaining: size)
        case .dataEnd:
            guard line.isEmpty else { throw Self.badDataEnd }
            state = .size
        case .trailer:
            guard !line.isEmpty else {
                state = .done
                return
            }
            trailers += 1
            guard line.count <= limits.fieldLineBytesMax, trailers <= limits.fieldsMax else {
                throw tooMuch
            }
            try spend(line.count)
            // Checked by the fields' rules and dropped: a trailer never becomes a header here.
            _ = try FieldLine.parse(buffer, line)
        case .data, .done: break
        }
    }

    /// `1*HEXDIG [ ";" extension ]`: no sign, no prefix, no space, no overflow.
    private static func size(
        _ buffer: UnsafeRawBufferPointer, _ line: Range<Int>
    ) throws(WireFailure) -> (size: Int, extensionBytes: Int) {
        let end = buffer[line].firstIndex(of: Ascii.semicolon) ?? line.upperBound
        let digits = buffer[line.lowerBound..<end]
        guard !digits.isEmpty, digits.count <= sizeDigitsMax else {
            throw .bad("a chunk's size must be hexadecimal digits")
        }
        var size = 0
        for byte in digits {
            guard let digit = Ascii.hexValue(byte) else {
                throw .bad("a chunk's size must be hexadecimal digits")
            }
            size = size << 4 | Int(digit)
        }
        for byte in buffer[end..<line.upperBound] where !Ascii.isFieldValue(byte) {
            throw .bad("a chunk's extension may hold no control character")
        }
        return (size, line.upperBound - end)
    }
}
