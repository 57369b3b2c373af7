// Beside everything: what the system tells of this process.
#if canImport(Glibc)
    internal import Glibc
#endif

package struct ProcessStatus: Sendable {
    /// Unix seconds.
    package let startedAt: Int64
    package let cpuMicroseconds: Int64
    package let residentBytes: Int64
    package let descriptors: Int64
    package let descriptorsMax: Int64

    /// Read from Linux' /proc (proc(5)); nil where there is none.
    package static func current() -> ProcessStatus? {
        #if os(Linux)
            // The second field is the program's name, which may hold anything; the third stands behind its bracket.
            guard let stat = text("/proc/self/stat"), let system = text("/proc/stat"),
                let fields = stat.split(separator: ")").last?.split(separator: " "), fields.count > 21,
                let user = Int64(fields[11]), let kernel = Int64(fields[12]), let start = Int64(fields[19]),
                let pages = Int64(fields[21]),
                let bootLine = system.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
                let boot = Int64(bootLine.dropFirst(6)), let descriptors = descriptorCount()
            else { return nil }
            let ticks = Int64(sysconf(Int32(_SC_CLK_TCK)))
            var limit = rlimit()
            guard ticks > 0, getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
                return nil
            }
            return ProcessStatus(
                startedAt: boot + start / ticks, cpuMicroseconds: (user + kernel) * 1_000_000 / ticks,
                residentBytes: pages * Int64(sysconf(Int32(_SC_PAGESIZE))), descriptors: descriptors,
                descriptorsMax: Int64(clamping: limit.rlim_cur))
        #else
            return nil
        #endif
    }

    #if os(Linux)
        /// These files say no size: they are read to their end, or to a bound that none of them reaches.
        private static func text(_ path: String) -> String? {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 16 * 1024)
            while bytes.count < 1024 * 1024 {
                let count = read(descriptor, &buffer, buffer.count)
                guard count > 0 else { break }
                bytes += buffer[..<count]
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        private static func descriptorCount() -> Int64? {
            guard let folder = opendir("/proc/self/fd") else { return nil }
            defer { closedir(folder) }
            var count: Int64 = 0
            while readdir(folder) != nil { count += 1 }
            // Two are the folder and its parent, one is the look itself.
            return count - 3
        }
    #endif
}
