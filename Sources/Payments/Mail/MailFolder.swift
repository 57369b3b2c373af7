// On a mail's way: the sender that is used where no mail server is set. Mails are files that any mail program opens.
#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Writes `{id}.eml` files that only their owner can read.
package struct MailFolder: MailSender {
    private let parent: String
    private let path: String

    /// - Parameter dataDirectory: the folder `outbox` in it is theirs. Both are made with mode 0700 by the first mail,
    ///   when they are missing.
    package init(inside dataDirectory: String) {
        parent = dataDirectory
        path = "\(dataDirectory)/outbox"
    }

    /// The file is there whole or not at all, also after a crash: written beside its place, then moved there.
    package func send(_ mail: OutgoingMail) async throws(MailFailure) {
        for folder in [parent, path] where mkdir(folder, 0o700) != 0 && errno != EEXIST {
            throw failure("make the folder of mails")
        }
        let place = "\(path)/\(mail.id).eml"
        let draft = "\(place).new"
        // What an earlier try left half done.
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("make a mail's file") }
        let isWritten = Self.write(mail.message, to: file) && fsync(file) == 0
        guard close(file) == 0, isWritten, rename(draft, place) == 0 else {
            let written = failure("write a mail")
            unlink(draft)
            throw written
        }
    }

    private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Self.system(file, rest)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    private static func system(_ file: Int32, _ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes)
        #if canImport(Glibc)
            return Glibc.write(file, bytes.baseAddress, bytes.count)
        #else
            return Darwin.write(file, bytes.baseAddress, bytes.count)
        #endif
    }

    private func failure(_ what: String) -> MailFailure {
        .later("cannot \(what) in \(path): \(String(cString: strerror(errno)))")
    }
}
