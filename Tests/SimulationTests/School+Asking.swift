// In a simulated run: clients that ask until they know, each under a key of its own.
import Basics
import PaymentRules

@testable import Payments

/// What a client keeps of what it was answered under one key.
private final class Answers: @unchecked Sendable {
    // Safe: a simulation has one thread.
    var last: KeptAnswer?
}

extension School {
    typealias Call = @Sendable (Bookings, CallerRequest) async throws -> KeptAnswer

    /// Asks until there is an answer, at times twice or thrice at once, under one key.
    func ask(_ what: String, _ make: (String) -> Call) async {
        askCount += 1
        let name = "ask-\(askCount)"
        let call = make(name)
        note("\(name): \(what)")
        let key = dice.falls(percent: 90) ? "key-\(askCount)" : nil
        if key == nil { keyless.insert(name) }
        let identity = RequestIdentity(caller: name, key: key, requestHash: name)
        let request = CallerRequest(identity, viewer: .everyone) { answer in
            let (status, text) =
                switch answer.result {
                case .done: (200, "done")
                case .underWay: (202, "under way")
                case .refused(let refusal): (402, refusal.code)
                }
            let booking = answer.booking
            return KeptAnswer(
                status: status,
                body: "booking \(booking.id) \(booking.status) \(booking.standing.status): \(text)")
        }
        let answers = Answers()
        let copies = key != nil && dice.falls(percent: 15) ? Int(dice.within(2...3)) : 1
        for _ in 1..<copies + 1 {
            time.start { await self.askOnce(name, request, answers, call) }
        }
    }

    private func askOnce(
        _ name: String, _ request: CallerRequest, _ answers: Answers, _ call: @escaping Call
    ) async {
        for _ in 0..<8 {
            guard let services = anyServices else {
                await time.wait(milliseconds: 60_000)
                continue
            }
            do {
                let answer = try await call(services.bookings, request)
                note("\(name) at \(services.process.name): \(answer.status) \(answer.body)")
                if answer.status != 202 { return keep(answer, name, request, answers) }
            } catch {
                guard mayAskAgain(name, after: error, services.process) else { return }
            }
            // Whoever sends no key does not know what became of it.
            guard request.identity.key != nil else { return }
            await time.wait(milliseconds: Int(dice.pick([1, 90, 700, 4000] as [Int64]) ?? 1) * 1000)
        }
    }

    private func mayAskAgain(_ name: String, after error: any Error, _ process: ShopProcess) -> Bool {
        guard let failure = error as? BookingFailure else {
            fail("\(name) failed: \(error)")
            return false
        }
        note("\(name) at \(process.name): \(failure.code), \(failure.logText)")
        switch failure {
        case .keyInFlight, .unavailable, .stripe: return true
        case .broken where !process.isAlive: return true
        case .broken(let reason): fail("\(name) is answered 500: \(reason)")
        case .notFound, .invalid, .conflict, .keyReused: break
        }
        return false
    }

    private func keep(_ answer: KeptAnswer, _ name: String, _ request: CallerRequest, _ answers: Answers) {
        guard request.identity.key != nil else { return }
        if let last = answers.last, last.body != answer.body || last.status != answer.status {
            fail("\(name) was answered '\(last.body)' and then '\(answer.body)' under one key")
        }
        answers.last = answer
    }
}
