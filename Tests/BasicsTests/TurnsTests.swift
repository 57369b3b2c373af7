// Who does the same thing at the same moment waits for a turn, wherever it runs.
import Basics
import Testing

@Suite("Turns", .timeLimit(.minutes(5)))
struct TurnsTests {
    private struct Broken: Error {}

    @Test("of one name, one at a time has its turn, and all of many get theirs")
    func oneAtATime() async {
        let turns = Turns()
        let state = Lock((inside: 0, most: 0, done: 0))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    await turns.take("ada") {
                        state.withLock { state in
                            state.inside += 1
                            state.most = max(state.most, state.inside)
                        }
                        await Task.yield()
                        state.withLock { state in
                            state.inside -= 1
                            state.done += 1
                        }
                    }
                }
            }
        }
        #expect(state.withLock { $0.most } == 1)
        #expect(state.withLock { $0.done } == 200)
    }

    @Test("another name waits for nobody")
    func otherNames() async {
        let turns = Turns()
        await turns.take("ada") {
            let inner = await turns.take("grace") { "done" }
            #expect(inner == "done")
        }
    }

    @Test("a failure gives the turn on, and is handed to whoever took it")
    func failure() async throws {
        let turns = Turns()
        for _ in 0..<2 {
            await #expect(throws: Broken.self) {
                try await turns.take("ada") { () async throws(Broken) in throw Broken() }
            }
        }
        #expect(await turns.take("ada") { true })
    }
}
