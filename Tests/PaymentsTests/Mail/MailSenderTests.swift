// Mails on their last way: into files, onto the shelf, and to a server that is not ours.
import Basics
import Foundation
import Reactor
import Store
import TestSupport
import Testing

@testable import Payments

@Suite("Mails in files", .timeLimit(.minutes(5)))
struct MailFolderTests {
    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "fermata-mail-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    static func mail(_ id: String, _ text: String = "Subject: Hello\r\n\r\nHi\r\n") throws -> OutgoingMail {
        let address = try #require(MailAddress("ada@example.com"))
        return OutgoingMail(id: id, from: address, to: address, subject: "Hello", message: Array(text.utf8))
    }

    private func mode(_ url: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }

    @Test("a mail is a file that only its owner reads, in a folder that only they open")
    func file() async throws {
        try await withFolder { folder in
            let sender = MailFolder(inside: folder.path)
            try await sender.send(Self.mail("a1"))
            let outbox = folder.appending(path: "outbox")
            let file = outbox.appending(path: "a1.eml")
            #expect(try Data(contentsOf: file) == Data("Subject: Hello\r\n\r\nHi\r\n".utf8))
            #expect(try mode(file) == 0o600)
            #expect(try mode(outbox) == 0o700)
            #expect(try mode(folder) == 0o700)
        }
    }

    @Test("sent again it takes its own place, and nothing half done is left")
    func again() async throws {
        try await withFolder { folder in
            let sender = MailFolder(inside: folder.path)
            try await sender.send(Self.mail("a1"))
            let outbox = folder.appending(path: "outbox")
            try Data("half".utf8).write(to: outbox.appending(path: "a1.eml.new"))
            try await sender.send(Self.mail("a1", "other"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: outbox.path) == ["a1.eml"])
            #expect(try Data(contentsOf: outbox.appending(path: "a1.eml")) == Data("other".utf8))
        }
    }

    @Test("where no folder can be, the mail waits")
    func noFolder() async throws {
        let failure = await #expect(throws: MailFailure.self) {
            try await MailFolder(inside: "/dev/null/data").send(Self.mail("a1"))
        }
        guard case .later = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("the shelf keeps the last hundred, each once")
    func shelf() async throws {
        let shelf = MailShelf()
        for number in 0..<120 {
            try await shelf.send(Self.mail("a\(number)"))
            try await shelf.send(Self.mail("a\(number)"))
        }
        #expect(shelf.mails.map(\.id) == (20..<120).map { "a\($0)" })
    }
}

@Suite(
    "Mails as another program reads them", .timeLimit(.minutes(5)), .serialized,
    .enabled("\(MailPeer.howToGet)") { try await MailPeer.isThere() })
struct MailAsReadTests {
    /// Python puts a blank between the encoded words of a name, where RFC 2047, section 6.2, wants none.
    private static func withoutBlanks(_ name: String) -> String { name.filter { $0 != " " } }

    private func settings(_ peer: MailPeer) -> SMTPSettings {
        SMTPSettings(url: "smtp://127.0.0.1:\(peer.port)", user: nil, password: nil, isLoopback: true)
    }

    @Test(
        "what the outbox owes arrives, and is read as it was meant",
        arguments: [
            "Ada Lovelace", "Ada, \"Countess\" <of> Lovelace", "Zoë Müller-Lüdenscheidt 🎸 漢字漢字漢字漢字漢字",
            "=?utf-8?B??=",
        ])
    func delivered(name: String) async throws {
        let bench = try await MailBench(name: name)
        try await bench.owe()
        try await MailPeer.serving { peer in
            let sender = try SMTPSender.start(settings(peer))
            defer { sender.stop() }
            #expect(try await bench.delivery(by: sender).run(limit: 10) == (1, 0))
            let taken = try await peer.take()
            #expect(taken.envelope == ["lessons@example.com", "ada@example.org"])
            let mail = try #require(taken.mail)
            #expect(mail.defects.isEmpty, "\(mail.defects)")
            #expect(mail.from == ["Lessons", "lessons@example.com"])
            #expect(mail.to.map(Self.withoutBlanks) == [Self.withoutBlanks(name), "ada@example.org"])
            #expect(mail.recipients == 1)
            #expect(mail.subject == "Your lesson is reserved!")
            #expect(mail.date == 1_795_000_000)
            #expect(mail.messageId == "<a1@example.com>")
            #expect(mail.autoSubmitted == "auto-generated")
            #expect(mail.type == "multipart/alternative")
            #expect(mail.parts.map(\.type) == ["text/plain", "text/html"])
            #expect(mail.parts.allSatisfy { $0.charset == "utf-8" && $0.encoding == "quoted-printable" })
            #expect(mail.parts[0].text.hasPrefix("Your lesson is reserved!\n\nInstructor: Clara Schumann\n"))
            #expect(
                mail.parts[1].text.contains("<h1 style=\"font-size: 1.4em\">Your lesson is reserved!</h1>"))
            #expect(mail.longestLine <= 76)
        }
    }

    @Test("random names, subjects and texts come out as they went in")
    func random() async throws {
        var random = SeededBytes(seed: 4)
        try await MailPeer.serving { peer in
            let sender = try SMTPSender.start(settings(peer))
            defer { sender.stop() }
            for round in 0..<20 {
                let (name, text) = ("N" + random.text(upTo: 60), random.text(upTo: 300).inert + "\n")
                let message = MailMessageTests.message(
                    name: name, subject: "S" + name, text: text, html: text)
                try await sender.send(
                    OutgoingMail(
                        id: message.id, from: message.from, to: message.to, subject: message.subject,
                        message: message.bytes))
                let mail = try #require(try await peer.take().mail)
                #expect(mail.defects.isEmpty, "\(round): \(mail.defects)")
                #expect(Self.withoutBlanks(mail.to[0]) == Self.withoutBlanks(name.inert), "\(round)")
                #expect(mail.subject == "S" + name.inert, "\(round)")
                #expect(mail.parts.map(\.text) == [text, text], "\(round)")
            }
        }
    }

    @Test("a refused recipient is given up, a server that is away is waited for")
    func failures() async throws {
        let mail = try MailFolderTests.mail("a1")
        let away = try await MailPeer.serving(["--reply", "RCPT", "550 no such mailbox"]) { peer in
            let sender = try SMTPSender.start(settings(peer))
            defer { sender.stop() }
            await #expect(throws: MailFailure.never("RCPT failed: 550")) { try await sender.send(mail) }
            return settings(peer)
        }
        let sender = try SMTPSender.start(away)
        defer { sender.stop() }
        // It was told to end, and may take its time; the suite's own is the limit.
        var failure = MailFailure.never("")
        while case .never = failure {
            failure = try #require(
                await #expect(throws: MailFailure.self) { try await sender.send(mail) })
        }
    }
}
