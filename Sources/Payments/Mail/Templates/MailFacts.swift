// On a mail's way: all that the texts speak of.
internal import Basics

struct MailFacts: Sendable {
    /// What a payment is for, when it is for one lesson.
    struct Lesson: Sendable {
        let booking: Int64
        let instructor: String
        let startsAt: Int64
        let endsAt: Int64
        /// Of the policy that the student booked under.
        let freeCancel: String
        let statusLink: String
        let ratingLink: String
    }

    /// A teacher's offer that was booked and paid.
    struct Gig: Sendable {
        let title: String
        let teacher: String
        let booking: Int64
        /// Until then the teacher has to answer.
        let confirmBy: Int64
    }

    /// nil for a package that no lesson has been taken from, and for a gig.
    var lesson: Lesson?
    var gig: Gig?
    /// Of a package; nil for a single lesson's payment.
    var lessonsCount: Int64?
    var payment: Int64?
    var amount: Money
    /// When the hold ends.
    var holdEndsAt: Int64?
    /// Of who reads it.
    var time: LessonTime
    /// Where staff read a payment's story.
    var storyLink: String?
}

extension MailTemplate {
    func content(_ facts: MailFacts) -> MailContent {
        switch self {
        case .reserved: .reserved(facts)
        case .processed: .processed(facts)
        case .processedEarly: .processedEarly(facts)
        case .released: .released(facts)
        case .holdExpired: .holdExpired(facts)
        case .refunded: .refunded(facts)
        case .failed: .failed(facts)
        case .expiring: .expiring(facts)
        case .slotFreed: .slotFreed(facts)
        case .staffNeeded: .staffNeeded(facts)
        case .gigRequested: .gigRequested(facts)
        }
    }
}

extension MailFacts {
    var amountText: String { amount.displayText }

    /// The lines that say which lesson, or which gig, it is about.
    var lessonLines: [MailContent.Line] {
        if let gig { return ["Gig: \(gig.title)", "Teacher: \(gig.teacher)"] }
        guard let lesson else { return [] }
        return [
            "Instructor: \(lesson.instructor)", "Date: \(time.date(lesson.startsAt))",
            "Time: \(time.span(lesson.startsAt, lesson.endsAt))",
        ]
    }

    func statusLines(_ words: String = "See where it stands") -> [MailContent.Line] {
        lesson.map { [.link(words, to: $0.statusLink)] } ?? []
    }
}
