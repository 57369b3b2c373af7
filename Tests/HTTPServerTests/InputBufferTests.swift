// The input buffer: bytes come out as they went in, and its room is given back.
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct InputBufferTests {
    private static func fill(_ buffer: inout InputBuffer, _ byteCount: Int) {
        var left = byteCount
        while left > 0 {
            _ = buffer.fill { room in
                let count = min(left, room.count)
                for index in 0..<count { room[index] = UInt8(truncatingIfNeeded: byteCount - left + index) }
                left -= count
                return .bytes(count)
            }
        }
    }

    @Test("it grows with what arrives and is small again when all was taken")
    func shrinks() {
        var buffer = InputBuffer()
        Self.fill(&buffer, 100_000)
        #expect(buffer.capacity >= 100_000)
        #expect(buffer.takeBytes(100_000) == (0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
        #expect(buffer.capacity == InputBuffer.initialBytes)
        Self.fill(&buffer, 10)
        #expect(buffer.takeBytes(10) == Array(0..<10))
    }
}
