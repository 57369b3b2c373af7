// Tests of a database's address and of who gets which database.
import Basics
import Reactor
import Store
import Testing

@Suite("a database's address", .timeLimit(.minutes(5)))
struct DatabaseLocationTests {
    @Test(
        "a server's address is shown without what is secret in it",
        arguments: [
            ("postgres://ann:pa55word@db.example:5433/house", "postgres://db.example:5433/house"),
            ("postgresql://ann:pa55word@db.example/house?sslmode=require", "postgres://db.example/house"),
            ("postgres:///house?password=pa55word", "postgres://localhost/house"),
        ])
    func shown(url: String, expected: String) throws {
        let location = try DatabaseLocation(url: Secret(url))
        #expect("\(location)" == expected)
        var dumped = ""
        dump(location, to: &dumped)
        #expect(!dumped.contains("pa55word"))
    }

    @Test(
        "what is no address is refused, and the text tells nothing of it",
        arguments: [
            "", "mysql://a:pa55word@b/c", "postgres://ann:pa55%word@b/c", "postgres://ann:pa55word@[b/c",
        ])
    func refused(url: String) throws {
        let failure = #expect(throws: StoreFailure.self) { try DatabaseLocation(url: Secret(url)) }
        let text = String(describing: failure)
        #expect(text.contains("postgres://user:password@host"))
        #expect(!text.contains("pa55"))
    }

    @Test("all loops share SQLite")
    func shared() async throws {
        try await withTemporaryFolder { folder in
            let house = try DatabaseHouse(.folder(folder))
            let (one, other) = (try EventLoop(), try EventLoop())
            #expect(
                house.database(on: one) as? SQLiteDatabase === house.database(on: other) as? SQLiteDatabase)
            await house.close()
        }
    }

    @Test("each loop has connections of its own to a server, and always the same")
    func oneEach() async throws {
        let house = try DatabaseHouse(.server(Secret("postgres://nobody@127.0.0.1:1/none"), shown: ""))
        try await onLoop { loop in
            let other = try EventLoop()
            let first = house.database(on: loop) as? PostgresDatabase
            #expect(first != nil)
            #expect(first === house.database(on: loop) as? PostgresDatabase)
            #expect(first !== house.database(on: other) as? PostgresDatabase)
        }
    }
}
