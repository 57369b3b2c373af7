// Beside the tests of programs: nginx before two servers, by the worked example of deploy/.
import Foundation
import TestSupport
import Testing

/// `deploy/nginx.conf` with a test's places, ports and certificate put in.
struct Nginx {
    static let command = ["/usr/sbin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    private let folder: URL

    /// Starts it on the port while `test` runs.
    static func open(
        before ports: [Int], at port: HeldPort, _ authority: TestAuthority,
        _ test: (Nginx, Program) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nginx-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = folder.appending(path: "nginx.conf")
        try text(in: folder.path, before: ports, at: port.number, authority)
            .write(to: settings, atomically: false, encoding: .utf8)
        // Sockets that it need not open itself (its own way to replace its program): the port cannot be lost to
        // another test.
        let program = try port.hand(
            to: "NGINX='3;' exec \"$0\" -e \(folder.path)/error.log -c \(settings.path)",
            try #require(command))
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await test(Nginx(folder: folder), program))
        } catch {
            outcome = .failure(error)
        }
        // Killed, it would leave its workers behind.
        program.signal(SIGTERM)
        _ = await program.finished()
        try outcome.get()
    }

    /// A line a request.
    var log: String { text("access.log") }
    /// What it has to complain of.
    var errorLog: String { text("error.log") }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }

    private static func text(
        in folder: String, before ports: [Int], at port: Int, _ authority: TestAuthority
    ) throws -> String {
        let example = URL(filePath: #filePath).appending(path: "../../../../deploy/nginx.conf").standardized
        var text = try String(contentsOf: example, encoding: .utf8)
        let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "    \($0)_temp_path \(folder)/\($0);\n" }.joined()
        for (theirs, ours) in [
            ("user www-data;", "daemon off;"), ("/run/nginx.pid", "\(folder)/nginx.pid"),
            ("http {\n", "http {\n\(places)"), ("/var/log/nginx", folder),
            ("127.0.0.1:4242", "127.0.0.1:\(ports[0])"), ("127.0.0.1:4243", "127.0.0.1:\(ports[1])"),
            ("listen 80;", "listen unix:\(folder)/http;"),
            ("listen 443 ", "listen 127.0.0.1:\(port) "),
            ("/etc/ssl/fermata/fullchain.pem", authority.certificate),
            ("/etc/ssl/fermata/privkey.pem", authority.key),
        ] {
            try #require(text.contains(theirs), "the example has no \(theirs)")
            text = text.replacing(theirs, with: ours)
        }
        return text
    }
}
