// Copies of a database from a shell: of one that is in use, put back, and what is refused.
import Basics
import Foundation
import Testing

@Suite("fermata backup and restore", .timeLimit(.minutes(5)), .serialized)
struct CopyCommandTests {
    private func withShop(_ test: (_ shop: Shop, _ folder: String, _ copy: String) async throws -> Void)
        async throws
    {
        try await Shop.withFolder { folder in
            try await Shop.open(["DATA_DIR": folder]) { shop in
                try await test(shop, folder, folder + ".copy")
            }
        }
    }

    @Test("a running server's database is copied whole, is put back, and what was there is kept")
    func roundTrip() async throws {
        try await withShop { shop, folder, copy in
            let server = try await shop.serve()
            var lesson = Lesson(
                student: try await server.addStudent(), instructor: try await server.addInstructor())
            #expect(try await server.post("/bookings", lesson.json).status == 201)
            let backup = try await shop.run("backup", copy)
            #expect(backup.status == 0, "\(backup)")
            #expect(backup.output.hasPrefix("Backed up to \(copy): "))
            #expect(try Self.mode(of: copy) == 0o600)
            // What comes later is not in it.
            lesson.hour = 3
            #expect(try await server.post("/bookings", lesson.json).bookingID == 2)

            let inUse = try await shop.run("restore", copy)
            #expect(inUse.status == 69)
            #expect(inUse.errors.contains("\(folder) is in use by another process"), "\(inUse)")
            await server.stop()

            let restored = try await shop.run("restore", copy, "--json")
            #expect(restored.status == 0, "\(restored)")
            let body = try JSON(Array(restored.output.utf8))
            let counts = (body["tables"]?.elements ?? []).map {
                "\($0["name"]?.string ?? "") \($0["rows"]?.integer ?? -1)"
            }
            #expect(counts.contains("bookings 1") && counts.contains("instructors 1"), "\(counts)")
            let former = try #require(body["former"]?.string)
            #expect(try Self.mode(of: former) == 0o600)

            let again = try await shop.serve()
            #expect(try await again.get("/bookings/1").status == 200)
            #expect(try await again.get("/bookings/2").status == 404)
            await again.stop()
            // Nothing of what was there is lost.
            #expect(try await shop.run("restore", former).status == 0)
            let back = try await shop.serve()
            #expect(try await back.get("/bookings/2").status == 200)
            await back.stop()
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(!left.contains { $0.hasSuffix(".new") || $0.hasSuffix(".part") }, "\(left)")
        }
    }

    @Test("a copy of a hundred bookings that are made meanwhile has each of them whole")
    func underLoad() async throws {
        try await withShop { shop, folder, copy in
            let server = try await shop.serve()
            let (student, instructor) = (try await server.addStudent(), try await server.addInstructor())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for hour in 0..<100 {
                    group.addTask {
                        let lesson = Lesson(student: student, instructor: instructor, hour: Int64(hour))
                        let answer = try await server.post("/bookings", lesson.json)
                        #expect(answer.status == 201)
                    }
                }
                for number in 0..<5 {
                    group.addTask {
                        let finished = try await shop.run("backup", "\(copy)\(number)")
                        #expect(finished.status == 0, "\(finished)")
                    }
                }
                try await group.waitForAll()
            }
            await server.stop()
            for number in 0..<5 {
                let restored = try await shop.run("restore", "\(copy)\(number)")
                #expect(restored.status == 0, "\(restored)")
            }
        }
    }

    @Test("nothing is overwritten, and what is no whole copy is not put in a database's place")
    func refusals() async throws {
        try await withShop { shop, folder, copy in
            #expect(try await shop.run("backup", copy).errors.contains("\(folder) has no database"))
            #expect(try await shop.run("migrate").status == 0)
            #expect(try await shop.run("backup", copy).status == 0)
            let whole = try Data(contentsOf: URL(filePath: copy))
            let twice = try await shop.run("backup", copy)
            #expect(twice.status == 78)
            #expect(twice.errors.contains("\(copy) is there already, and is left alone"), "\(twice)")
            #expect(try Data(contentsOf: URL(filePath: copy)) == whole)

            let before = try Data(contentsOf: URL(filePath: folder + "/fermata.db"))
            var damaged = whole
            damaged.replaceSubrange(4096..<8192, with: Data(repeating: 0xA5, count: 4096))
            let wrong: [(name: String, bytes: Data, says: String)] = [
                ("text", Data("no database".utf8), "file is not a database"),
                ("damaged", damaged, "damaged"), ("half", whole.prefix(whole.count / 2), "malformed"),
                ("empty", Data(), "is no copy of this program's database"),
            ]
            for (name, bytes, says) in wrong {
                try bytes.write(to: URL(filePath: copy + name))
                let finished = try await shop.run("restore", copy + name)
                #expect(finished.status == 78, "\(name): \(finished)")
                #expect(
                    finished.errors.contains(says) || finished.errors.contains("malformed"),
                    "\(name): \(finished)")
                #expect(finished.output.isEmpty)
            }
            #expect(try await shop.run("restore", copy + "none").status == 78)
            #expect(try Data(contentsOf: URL(filePath: folder + "/fermata.db")) == before)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            let own = left.filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
            #expect(own.sorted() == ["fermata.db", "fermata.lock"])
        }
    }

    @Test(
        "how far it is is drawn on a terminal, and nowhere else",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "script makes terminals"))
    func progress() async throws {
        try await withShop { shop, folder, copy in
            #expect(try await shop.run("migrate").status == 0)
            let fermata = Program.products.appending(path: "fermata").path
            let drawn = await
                (try Program(
                    "/usr/bin/script", ["-qec", "'\(fermata)' backup '\(copy)'", "/dev/null"],
                    environment: shop.settings)).finished()
            #expect(drawn.status == 0, "\(drawn)")
            #expect(drawn.output.contains("\r\u{1B}[Kcopying ["), "\(drawn.output)")
            #expect(drawn.output.contains("\r\u{1B}[Kchecking, "))
            let last = try #require(drawn.output.ranges(of: "\u{1B}[K").last)
            #expect(drawn.output[last.upperBound...].hasPrefix("Backed up to "), "the line is cleared")
            let silent = try await shop.run("backup", copy + "2")
            #expect(!(silent.errors + silent.output).contains("\u{1B}"), "\(silent)")
        }
    }

    @Test("of a PostgreSQL both name its own programs, and show no password")
    func otherEngine() async throws {
        let address = "postgres://owner:hidden@127.0.0.1:1/house"
        try await Shop.open(["DATABASE_URL": address]) { shop in
            for (command, program) in [
                ("backup", "pg_dump --format=custom"), ("restore", "pg_restore --clean"),
            ] {
                let finished = try await shop.run(command, "it's.dump")
                #expect(finished.status == 69)
                #expect(finished.errors.contains(program), "\(finished)")
                #expect(finished.errors.contains("'postgres://127.0.0.1:1/house'"))
                #expect(finished.errors.contains(#"'it'\''s.dump'"#))
                #expect(!finished.errors.contains("hidden"))
            }
        }
    }

    @Test(
        "what cannot be is refused with the usage",
        arguments: [
            ["backup"], ["backup", "--json"], ["backup", "a", "b"], ["restore"],
            ["restore", "a", "--env-file"],
        ])
    func mistakes(arguments: [String]) async throws {
        let finished = await (try Program("fermata", arguments)).finished()
        #expect(finished.status == 64)
        #expect(finished.errors.contains("Usage: fermata"))
    }

    private static func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
