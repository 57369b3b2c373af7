// Beside the tests of mails: a mail server that is not ours, and a reader of mails that is not ours either.
internal import Foundation

/// What `scripts/mail-peer` took, as its server and Python's `email` see it.
package struct TakenMail: Decodable, Sendable {
    package struct Part: Decodable, Sendable {
        package let type: String
        package let charset: String
        package let encoding: String
        package let text: String
    }

    package struct Opened: Decodable, Sendable {
        package let defects: [String]
        package let headers: [String]
        /// The name to show and the address.
        package let from: [String]
        package let to: [String]
        package let recipients: Int
        package let subject: String
        package let date: Int64
        package let messageId: String
        package let autoSubmitted: String
        package let type: String
        package let parts: [Part]
        package let longestLine: Int
    }

    /// Who sent it, then who gets it.
    package let envelope: [String]
    package let isSecure: Bool
    package let user: String?
    package let peerPort: Int
    package let raw: String
    package let mail: Opened?
}

package struct MailPeer {
    package let port: Int
    private let process: LineProcess

    package static let howToGet: String =
        "Python's mail server is not there; scripts/mail-peer --install gets it"
    private static let script =
        String(#filePath.dropLast("Tests/TestSupport/MailPeer.swift".count)) + "scripts/mail-peer"

    package static func isThere() async throws -> Bool {
        let process = try LineProcess("/bin/sh", ["-c", "\"$0\" --is-there && echo yes", script])
        defer { process.end() }
        return await process.nextLine() == "yes"
    }

    /// - Parameter options: of `scripts/mail-peer.d/server.py`.
    package static func serving<Result>(
        _ options: [String] = [], _ body: (MailPeer) async throws -> Result
    ) async throws -> Result {
        let process = try LineProcess(script, options)
        defer { process.end() }
        guard let line = await process.nextLine() else { throw NoMail() }
        let start = try JSONDecoder().decode(Start.self, from: Data(line.utf8))
        return try await body(MailPeer(port: start.port, process: process))
    }

    /// The next mail that it takes.
    package func take() async throws -> TakenMail {
        guard let line = await process.nextLine() else { throw NoMail() }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(TakenMail.self, from: Data(line.utf8))
    }

    package struct NoMail: Error {}

    private struct Start: Decodable {
        let port: Int
    }
}
