// Beside the tests of TLS: certificates, and a TLS server that shows them, both by the openssl command.
internal import Foundation

/// A certificate that signed itself, in a folder of its own, which goes with it.
package final class TestAuthority: Sendable {
    package static let command = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    private let folder: URL
    package var certificate: String { folder.appending(path: "certificate.pem").path }
    package var key: String { folder.appending(path: "key.pem").path }

    /// - Parameter name: as `subjectAltName` takes it: `IP:127.0.0.1`, `DNS:other.test`.
    package init(for name: String) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "fermata-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let process = try Self.run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=test", "-addext", "subjectAltName=\(name)", "-keyout", key, "-out", certificate,
        ])
        for await _ in process.lines {}
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs a server that shows the certificate while `body` runs, which gets the server's port.
    package func serving<Result>(_ body: (Int) async throws -> Result) async throws -> Result {
        let server = try Self.run([
            "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www",
        ])
        defer { server.end() }
        for await line in server.lines where line.hasPrefix("ACCEPT") {
            guard let port = line.split(separator: ":").last.flatMap({ Int($0) }) else { break }
            return try await body(port)
        }
        throw NoServer()
    }

    struct NoServer: Error {}

    private static func run(_ arguments: [String]) throws -> LineProcess {
        try LineProcess(command ?? "", arguments)
    }
}
