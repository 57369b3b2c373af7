// Before SQLite: the folder with the database, for this process alone and nobody else's eyes.
#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

struct SQLiteFolder {
    static let databaseName = "fermata.db"
    private static let lockName = "fermata.lock"

    let path: String
    let databasePath: String
    /// `flock` on it lasts as long as it is open, and ends with the process however that ends.
    private let lock: Int32

    /// Makes the folder (mode 0700) and the file (0600) when they are missing, and locks.
    init(_ path: String) throws(StoreFailure) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .unavailable("\(path): \(Self.reason()); make the folder that it shall be in")
        }
        try Self.checkMode(of: path)
        self.path = path
        databasePath = "\(path)/\(Self.databaseName)"
        lock = try Self.open("\(path)/\(Self.lockName)")
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let reason =
                errno == EWOULDBLOCK
                ? "is in use by another process; stop that, or name another folder in DATA_DIR"
                : Self.reason()
            close(lock)
            throw .unavailable("\(path) \(reason)")
        }
        do throws(StoreFailure) {
            // SQLite gives the files beside it (-wal, -shm) the same mode.
            close(try Self.open(databasePath))
            try Self.checkMode(of: databasePath)
        } catch {
            unlock()
            throw error
        }
    }

    /// Whether a process has the folder's database. It asks by taking the lock beside others for an instant: a server
    /// that starts in it says that the folder is in use.
    static func isInUse(_ path: String) -> Bool {
        let lock = openFile("\(path)/\(lockName)", O_RDWR | O_CLOEXEC, 0)
        guard lock >= 0 else { return false }
        defer { close(lock) }
        return flock(lock, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    func unlock() {
        // In words: a program that is being started has a copy of the descriptor for an instant, which would hold on.
        _ = flock(lock, LOCK_UN)
        close(lock)
    }

    private static func open(_ path: String) throws(StoreFailure) -> Int32 {
        let descriptor = Self.openFile(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unavailable("\(path): \(reason())") }
        return descriptor
    }

    /// - Throws: `unavailable` with the mend when others may look into it.
    static func checkModes(_ path: String) throws(StoreFailure) {
        try checkMode(of: path)
        try checkMode(of: "\(path)/\(databaseName)")
    }

    private static func checkMode(of path: String) throws(StoreFailure) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .unavailable("\(path): \(reason())") }
        let mode = status.st_mode & 0o777
        guard mode & 0o077 == 0 else {
            throw .unavailable(
                "\(path) is open to others (mode \(String(mode, radix: 8))): run chmod go= \(path), or name a folder "
                    + "in DATA_DIR that does not exist yet")
        }
    }

    static func reason() -> String { String(cString: strerror(errno)) }

    #if canImport(Glibc)
        static let openFile = Glibc.open(_:_:_:)
    #else
        static let openFile = Darwin.open(_:_:_:)
    #endif
}
