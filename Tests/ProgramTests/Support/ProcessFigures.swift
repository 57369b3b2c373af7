// Beside the tests of programs: what Linux tells of a process that runs.
import Foundation

/// One look at `/proc` (proc(5)).
struct ProcessFigures {
    let descriptors: Int
    /// Memory that is really there, its libraries' included.
    let residentBytes: Int
    /// Since its start, in its own code and in the kernel.
    let cpuMilliseconds: Int

    static let areThere = FileManager.default.fileExists(atPath: "/proc/self/stat")

    init(of process: Int32) throws {
        descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The second field is the program's name, which may hold anything; the third stands behind its bracket.
        let fields = text.split(separator: ")").last?.split(separator: " ").compactMap { Int($0) } ?? []
        guard fields.count > 20 else { throw Unreadable(text: text) }
        cpuMilliseconds = (fields[10] + fields[11]) * 1000 / sysconf(Int32(_SC_CLK_TCK))
        residentBytes = fields[20] * sysconf(Int32(_SC_PAGESIZE))
    }

    private struct Unreadable: Error {
        let text: String
    }
}
