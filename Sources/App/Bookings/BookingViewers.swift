// On a request's way: from a token's subject to the student or instructor that it is here.
internal import Basics
internal import PaymentRules
internal import Payments
internal import Tokens

struct BookingViewers: Sendable {
    let bookings: Bookings
    /// In the sandbox whoever signs in is made a student or an instructor on the spot.
    let areMade: Bool

    /// Whose bookings the caller may see and touch.
    func viewer(_ caller: Caller) async throws -> BookingViewer {
        switch (caller.role, caller.subject) {
        case (.staff, _), (.service, _): return .everyone
        case (.student, let subject?):
            if let student = try await bookings.student(ofSubject: subject) { return .student(student.id) }
            guard areMade else { throw ViewerFailure.unknownStudent }
            return .student(try await madeStudent(subject))
        case (.instructor, let subject?):
            if let instructor = try await bookings.instructor(ofSubject: subject) {
                return .instructor(instructor.id)
            }
            guard areMade else { throw ViewerFailure.unknownInstructor }
            return .instructor(try await madeInstructor(subject))
        case (_, nil), (nil, _): throw ViewerFailure.nobody
        }
    }

    private func madeStudent(_ subject: String) async throws -> Int64 {
        do throws(BookingFailure) {
            var student = NewPerson(ofSandbox: subject)
            // So that they can book at once.
            student.card = PaymentMethodID("pm_card_visa")
            return try await bookings.addStudent(student).id
        } catch {
            // Another request of theirs was quicker.
            guard let student = try await bookings.student(ofSubject: subject) else { throw error }
            return student.id
        }
    }

    private func madeInstructor(_ subject: String) async throws -> Int64 {
        do throws(BookingFailure) {
            return try await bookings.addInstructor(NewPerson(ofSandbox: subject)).id
        } catch {
            guard let instructor = try await bookings.instructor(ofSubject: subject) else { throw error }
            return instructor.id
        }
    }
}

extension NewPerson {
    fileprivate init(ofSandbox subject: String) {
        self.init(
            name: subject, email: "sandbox@example.com", timeZone: "UTC", subject: subject, customer: nil)
    }
}

/// The token is good, and does not lead to anybody here.
enum ViewerFailure: Error, Equatable {
    case nobody
    case unknownStudent
    case unknownInstructor

    var message: String {
        switch self {
        case .nobody: "This wants a token that says in role and sub whose it is."
        case .unknownStudent:
            "No student here goes by your token's sub: staff can add you with POST /students and that subject."
        case .unknownInstructor:
            "No instructor here goes by your token's sub: staff can add you with POST /instructors and that subject."
        }
    }
}

extension Caller {
    /// Under whose name requests and their keys are kept.
    var name: String {
        let role = role?.rawValue ?? "nobody"
        return subject.map { "\(role):\($0)" } ?? role
    }
}
