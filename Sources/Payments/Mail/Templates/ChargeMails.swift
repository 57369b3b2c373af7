// On a mail's way: the texts about money that was taken or given back, and the one to staff.

extension MailContent {
    static func processed(_ facts: MailFacts) -> MailContent {
        let lessons: [Line] = facts.lessonsCount.map { ["Lessons in your package: \($0)"] } ?? []
        // A package is paid for before anything was taught.
        let rating: [Line] =
            facts.lessonsCount == nil
            ? facts.lesson.map { [.link("Rate your experience", to: $0.ratingLink)] } ?? [] : []
        return MailContent(
            "Payment processed for your lesson",
            [
                [
                    "Thank you for learning with \(facts.lesson?.instructor ?? facts.gig?.teacher ?? "us")!",
                    "Amount charged: \(facts.amountText)",
                ] + lessons,
                rating,
                facts.statusLines("See your payment"),
            ])
    }

    static func processedEarly(_ facts: MailFacts) -> MailContent {
        let cancel: [Line] = facts.lesson.map { [.text($0.freeCancel)] } ?? []
        return MailContent(
            "Payment processed for upcoming lesson",
            [
                facts.lessonLines + ["Amount charged: \(facts.amountText)"],
                ["The hold on your card would have ended before your lesson, so the amount was charged now."]
                    + cancel + ["What you are owed when you cancel is refunded to your card."],
                facts.statusLines("See how your lesson stands"),
            ])
    }

    static func refunded(_ facts: MailFacts) -> MailContent {
        MailContent(
            "Your refund is on its way",
            [
                facts.lessonLines + ["Amount refunded: \(facts.amountText)"],
                ["Your bank usually shows it on your card's statement in 5 to 10 business days."],
                facts.statusLines(),
            ])
    }

    static func gigRequested(_ facts: MailFacts) -> MailContent {
        let gig: [Line] =
            facts.gig.map {
                [
                    "Booking: \($0.booking)",
                    "Answer by: \(facts.time.date($0.confirmBy)), \(facts.time.moment($0.confirmBy))",
                ]
            } ?? []
        return MailContent(
            "A gig of yours was booked",
            [
                ["A student has paid for it, and waits for your answer."],
                facts.lessonLines + ["Amount: \(facts.amountText)"] + gig,
                [
                    "Confirm or decline the booking. What is not answered in time is given back to the student."
                ],
            ])
    }

    static func staffNeeded(_ facts: MailFacts) -> MailContent {
        let payment = facts.payment.map { "Payment \($0)" } ?? "A payment"
        let booking: [Line] = facts.lesson.map { ["Booking: \($0.booking)"] } ?? []
        let story: [Line] = facts.storyLink.map { [.link("Its story", to: $0)] } ?? []
        return MailContent(
            "\(payment) needs a person",
            [
                ["It cannot be brought to its end by itself."],
                booking + facts.lessonLines + ["Amount: \(facts.amountText)"], story,
            ])
    }
}
