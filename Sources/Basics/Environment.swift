// At the start: the settings' raw values, from the process's environment and a `.env` file.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The environment with a `.env` file's values under it.
///
/// What the process was started with wins, as in dotenv, so that one run can be changed without an edit.
/// An empty value counts as unset everywhere: it neither hides the file's value nor hides a default.
package struct Environment: Sendable {
    /// The process's own variable of that name.
    package typealias Lookup = @Sendable (_ name: String) -> String?

    /// What is odd but no reason to stop, a sentence each; names only, never values.
    package let warnings: [String]
    /// The names the file sets, each once, in the file's order.
    package let fileNames: [String]
    private let process: Lookup
    private let file: [String: Secret]

    package init(process: @escaping Lookup, file: EnvironmentFile?) throws(EnvironmentFailure) {
        self.process = process
        guard let file else {
            self.file = [:]
            fileNames = []
            warnings = []
            return
        }
        let dotenv: Dotenv
        do {
            dotenv = try Dotenv(file.text.reveal())
        } catch {
            throw .malformed(path: file.path, error)
        }
        var values: [String: Secret] = [:]
        var names: [String] = []
        for entry in dotenv.entries where values.updateValue(entry.value, forKey: entry.name) == nil {
            names.append(entry.name)
        }
        self.file = values
        fileNames = names
        warnings =
            Self.accessWarnings(file)
            + Self.repetitionWarnings(dotenv, path: file.path)
            + Self.differenceWarnings(names, values, process, path: file.path)
    }

    /// nil when the name is set nowhere, or to nothing.
    package func value(_ name: String) -> String? {
        if let text = process(name), !text.isEmpty { return text }
        guard let text = file[name]?.reveal(), !text.isEmpty else { return nil }
        return text
    }

    /// The real process: `getenv`, called while the program starts and before anything could change it.
    package static let ofProcess: Lookup = { name in
        getenv(name).map { String(cString: $0) }
    }

    private static func accessWarnings(_ file: EnvironmentFile) -> [String] {
        guard file.permissions & 0o077 != 0 else { return [] }
        let mode = String(file.permissions, radix: 8)
        return [
            "\(file.path) is open to other users (mode \(mode)) and may hold keys: chmod 600 \(file.path)"
        ]
    }

    private static func repetitionWarnings(_ dotenv: Dotenv, path: String) -> [String] {
        var first: [String: String] = [:]
        var warned: Set<String> = []
        var warnings: [String] = []
        for entry in dotenv.entries {
            let value = entry.value.reveal()
            guard let earlier = first[entry.name] else {
                first[entry.name] = value
                continue
            }
            if earlier != value, warned.insert(entry.name).inserted {
                warnings.append("\(path) sets \(entry.name) more than once, differently: the last one counts")
            }
        }
        return warnings
    }

    private static func differenceWarnings(
        _ names: [String], _ values: [String: Secret], _ process: Lookup, path: String
    ) -> [String] {
        names.compactMap { name in
            guard let running = process(name), !running.isEmpty,
                let written = values[name]?.reveal(), !written.isEmpty, running != written
            else { return nil }
            return
                "\(name) is set in the environment and, differently, in \(path): the environment's value counts"
        }
    }
}
