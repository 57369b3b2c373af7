// On a mail's way: the texts about a hold, from its beginning to its end.

extension MailContent {
    static func reserved(_ facts: MailFacts) -> MailContent {
        let cancel: [Line] = facts.lesson.map { [.text($0.freeCancel)] } ?? []
        return MailContent(
            "Your lesson is reserved!",
            [
                facts.lessonLines + ["Reserved amount: \(facts.amountText)"],
                ["This amount is held on your card and will only be charged after your lesson is complete."]
                    + cancel,
                ["Your card's statement may show it as pending until then. Nothing has been charged."],
                facts.statusLines("See how your lesson stands"),
            ])
    }

    static func released(_ facts: MailFacts) -> MailContent {
        MailContent(
            "Nothing was charged",
            [
                facts.lessonLines + ["Released amount: \(facts.amountText)"],
                [
                    "The hold on your card was released: nothing was charged.",
                    "Your bank usually shows it within 7 days. Until then your statement may show it as pending.",
                ],
                facts.statusLines(),
            ])
    }

    static func holdExpired(_ facts: MailFacts) -> MailContent {
        MailContent(
            "The hold on your card has ended",
            [
                facts.lessonLines + ["Released amount: \(facts.amountText)"],
                [
                    "The time that your bank keeps a hold is over: nothing was charged.",
                    "Your bank usually shows it within 7 days. Until then your statement may show it as pending.",
                ],
                facts.statusLines(),
            ])
    }

    static func failed(_ facts: MailFacts) -> MailContent {
        let outcome: Line =
            facts.lessonsCount == nil
            ? "This amount could not be reserved on your card. Nothing was charged."
            : "This amount could not be charged to your card. Nothing was charged, and the lesson is not booked."
        return MailContent(
            "Your payment did not go through",
            [
                facts.lessonLines + ["Amount: \(facts.amountText)"],
                [outcome],
                facts.statusLines("Use another card"),
            ])
    }

    static func expiring(_ facts: MailFacts) -> MailContent {
        let end: [Line] =
            facts.holdEndsAt.map { ["It ends on \(facts.time.date($0)) at \(facts.time.moment($0))."] } ?? []
        return MailContent(
            "The hold on your card ends soon",
            [
                facts.lessonLines + ["Reserved amount: \(facts.amountText)"],
                end + ["Your card did not allow a new hold in its place. Nothing has been charged."],
                facts.statusLines("Use another card"),
            ])
    }

    static func slotFreed(_ facts: MailFacts) -> MailContent {
        MailContent(
            "Your lesson's time was given free",
            [
                facts.lessonLines,
                [
                    "\(facts.amountText) could not be reserved on your card, so this time is open to others again.",
                    "Nothing was charged.",
                ],
                facts.statusLines(),
            ])
    }
}
