// On a mail's way: what is owed is taken from the outbox, written, sent and ticked off.
package import Basics
internal import PaymentRules
package import Store

/// Delivers what the outbox owes, each mail at least once: what a crash cut off between sending and ticking off is sent
/// again, with the same Message-ID, when its lease has ended.
package struct DeliverOutbox: Sendable {
    private let database: any Database
    private let sender: any MailSender
    private let desk: MailDesk
    private let from: MailAddress
    private let clock: WallClock
    private let log: Log

    /// Outlives a try by some for the database.
    static let leaseSeconds = Int64(2 * SMTPSender.timeoutSeconds + 30)
    /// Then a run begins no further mail: where a server lets each one wait, no job is at it for an hour.
    static let runSecondsMax: Int64 = 30
    static let firstDelaySeconds: Int64 = 60
    static let delaySecondsMax: Int64 = 3600
    /// What is older is news to nobody.
    static let keptSeconds: Int64 = 3 * 86_400

    package init(database: any Database, _ access: MailAccess, clock: WallClock, log: Log) {
        self.database = database
        sender = access.sender
        desk = MailDesk(links: access.links, staff: access.staff)
        from = access.from
        self.clock = clock
        self.log = log
    }

    /// Delivers what is due, one after the other, until it has tried `limit` mails or its time is over.
    ///
    /// - Throws: a `StoreFailure`; the mail in hand is then taken up again when its lease has ended.
    package func run(limit: Int64) async throws -> (sent: Int, failed: Int) {
        var (sent, failed) = (0, 0)
        let end = clock.nowSeconds + Self.runSecondsMax
        while Int64(sent + failed) < limit, clock.nowSeconds < end, let mail = try await lease() {
            if let failure = try await failure(ofDelivering: mail) {
                try await putBack(mail, failure)
                failed += 1
            } else {
                try await database.transaction { [clock] tx in
                    try await tx.markSent(mail, now: clock.nowSeconds)
                }
                sent += 1
            }
        }
        return (sent, failed)
    }

    private func lease() async throws -> OutboxMail? {
        let now = clock.nowSeconds
        return try await database.transaction { tx in
            try await tx.leaseMails(due: now, leaseUntil: now + Self.leaseSeconds, limit: 1).first
        }
    }

    /// - Returns: nil when the mail is on its way.
    private func failure(ofDelivering mail: OutboxMail) async throws -> MailFailure? {
        do {
            switch try await database.read({ [desk] tx in try await desk.letter(for: mail, in: tx) }) {
            case .to(let recipient, let content): try await send(content, to: recipient, mail)
            case .logOnly: log.error("staff_needed") { Self.describe(mail, &$0) }
            }
            return nil
        } catch let failure as MailFailure {
            return failure
        } catch StoreFailure.malformed(let reason) {
            return .later(reason)
        }
    }

    private func send(
        _ content: MailContent, to recipient: MailAddress, _ mail: OutboxMail
    ) async throws(MailFailure) {
        let message = MailMessage(
            from: from, to: recipient, subject: content.subject, text: content.text, html: content.html,
            id: mail.messageID, date: mail.createdAt)
        try await sender.send(
            OutgoingMail(
                id: mail.messageID, from: from, to: recipient, subject: content.subject,
                message: message.bytes, text: content.text, html: content.html)
        )
    }

    private func putBack(_ mail: OutboxMail, _ failure: MailFailure) async throws {
        let now = clock.nowSeconds
        let reason: String
        let next: Int64?
        switch failure {
        case .never(let text): (reason, next) = (text, nil)
        case .later(let text):
            let due = now + Self.delaySeconds(afterAttempts: mail.attempts)
            (reason, next) = (text, due <= mail.createdAt + Self.keptSeconds ? due : nil)
        }
        try await database.transaction { tx in
            try await tx.markUnsent(mail, error: reason, dueAt: next, now: now)
        }
        let describe = { (line: inout JSONWriter) in
            Self.describe(mail, &line)
            line.member("attempts", mail.attempts + 1)
            line.member("error", reason)
        }
        if next == nil {
            log.error("mail_given_up", describe)
        } else {
            log.info("mail_put_off", describe)
        }
    }

    private static func describe(_ mail: OutboxMail, _ line: inout JSONWriter) {
        line.member("mail", mail.id)
        line.member("template", mail.template)
        if let booking = mail.bookingID { line.member("booking", booking) }
        if let payment = mail.paymentID { line.member("payment", payment) }
    }

    /// One minute, and each time twice as long, up to an hour.
    static func delaySeconds(afterAttempts attempts: Int64) -> Int64 {
        // Six doublings are over an hour already.
        min(delaySecondsMax, firstDelaySeconds << min(attempts, 6))
    }
}
