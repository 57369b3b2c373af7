// On a request's way: what has arrived on a connection and was not yet taken.

/// A growing window of bytes: filled at its end, taken at its start, never larger than what the limits let in.
struct InputBuffer {
    private var storage: [UInt8]
    private var start = 0
    private var end = 0

    /// A usual request with its body fits; larger ones make it grow.
    static let initialBytes = 4096
    /// The least room a read is given.
    private static let readBytesMin = 2048

    init() {
        storage = [UInt8](repeating: 0, count: Self.initialBytes)
    }

    var count: Int { end - start }
    var capacity: Int { storage.count }
    var isEmpty: Bool { start == end }

    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var result: Swift.Result<Result, Failure>?
        storage.withUnsafeBytes { all in
            do throws(Failure) {
                result = .success(try body(UnsafeRawBufferPointer(rebasing: all[start..<end])))
            } catch {
                result = .failure(error)
            }
        }
        guard let result else { preconditionFailure("the closure above always runs") }
        return try result.get()
    }

    mutating func fill(
        _ read: (UnsafeMutableRawBufferPointer) -> SystemSocket.Transfer
    ) -> SystemSocket.Transfer {
        makeRoom()
        let transfer = storage.withUnsafeMutableBytes {
            read(UnsafeMutableRawBufferPointer(rebasing: $0[end...]))
        }
        if case .bytes(let count) = transfer { end += count }
        return transfer
    }

    mutating func take(_ byteCount: Int) {
        start += byteCount
        if start == end {
            start = 0
            end = 0
            // One large body must not cost its room for as long as the connection stays.
            if storage.count > Self.initialBytes { storage = [UInt8](repeating: 0, count: Self.initialBytes) }
        }
    }

    mutating func takeBytes(_ byteCount: Int) -> [UInt8] {
        defer { take(byteCount) }
        return Array(storage[start..<(start + byteCount)])
    }

    private mutating func makeRoom() {
        guard storage.count - end < Self.readBytesMin else { return }
        if start > 0 {
            let (from, byteCount) = (start, count)
            storage.withUnsafeMutableBytes { all in
                guard let base = all.baseAddress else { return }
                base.copyMemory(from: base + from, byteCount: byteCount)
            }
            start = 0
            end = byteCount
        }
        if storage.count - end < Self.readBytesMin {
            // As blocks: element by element is very slow in a build without optimization.
            var larger = [UInt8](repeating: 0, count: 2 * storage.count)
            larger.withUnsafeMutableBytes { target in
                storage.withUnsafeBytes { target.copyMemory(from: $0) }
            }
            storage = larger
        }
    }
}
