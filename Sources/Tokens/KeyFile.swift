// On a request's way: the keys of a file, which may be replaced while the server runs.
internal import Basics

/// A published key set in a file (RFC 7517), as it was when it was read.
package struct KeyFile: Sendable {
    package let path: String
    let keys: KeySet
    /// What the file looked like from outside.
    let stamp: FileStamp

    package init(_ path: String) throws(KeyFileFailure) {
        let file = try KeySetBytes(path)
        do throws(KeySetFailure) {
            keys = try KeySet(file.bytes)
        } catch {
            throw .unusable(error)
        }
        self.path = path
        stamp = file.stamp
    }
}

/// The keys of a file as it is now: at most once a second a request looks whether it has changed, and then reads it, on
/// the request's own loop. It is a file of this machine, of some kilobytes.
package final class KeyFileSource: KeySource {
    private struct State {
        var keys: KeySet
        /// Of the last file that was read, or found to be of no use; nil while there is none.
        var stamp: FileStamp?
        /// As it was told.
        var failure: KeyFileFailure?
        var lookedAt: Int64?
    }

    private let path: String
    private let state: Lock<State>
    private let tell: @Sendable (KeyNews) -> Void

    /// - Parameter tell: is called for the file that is given, and for each that takes its place.
    package init(_ file: KeyFile, tell: @escaping @Sendable (KeyNews) -> Void) {
        path = file.path
        state = Lock(State(keys: file.keys, stamp: file.stamp))
        self.tell = tell
        tell(.read(file.keys))
    }

    package func keys(for token: SignedToken, now: Int64) throws(TokenFailure) -> [TokenKey] {
        let isDue = state.withLock { state in
            defer { state.lookedAt = now }
            return state.lookedAt != now
        }
        if isDue { look() }
        return [try state.withLock { $0.keys }.key(for: token)]
    }

    /// A file that cannot be used leaves the keys as they are, and is told of once.
    private func look() {
        let stamp = FileStamp(ofFileAt: path)
        let hasChanged = state.withLock { state in
            defer { state.stamp = stamp }
            return state.stamp != stamp
        }
        guard hasChanged else { return }
        do throws(KeyFileFailure) {
            let file = try KeyFile(path)
            state.withLock { state in
                state.keys = file.keys
                // It may have changed again since it was looked at.
                state.stamp = file.stamp
                state.failure = nil
            }
            tell(.read(file.keys))
        } catch {
            fail(error)
        }
    }

    private func fail(_ failure: KeyFileFailure) {
        let isNew = state.withLock { state in
            defer { state.failure = failure }
            // What could not be read, for want of a descriptor or a permission, may be readable as it is.
            if case .unreadable = failure { state.stamp = nil }
            return state.failure != failure
        }
        if isNew { tell(.failed(reason: "\(path) \(failure)", goesOn: true)) }
    }
}

/// Why a file gives no keys; the text goes on behind the file's name.
package enum KeyFileFailure: Error, Equatable, CustomStringConvertible {
    case missing
    case unreadable(String)
    case notAFile
    case unusable(KeySetFailure)

    package var description: String {
        switch self {
        case .missing: "is not there"
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .notAFile: "is not a file"
        case .unusable(let failure): "cannot be used: \(failure)"
        }
    }
}
