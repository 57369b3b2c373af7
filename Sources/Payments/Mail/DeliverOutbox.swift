// On a mail's way: what is owed is taken from the outbox, written and sent.
package import Basics
internal import PaymentRules
package import Store

/// Delivers the mails that the outbox owes, one after the other, each at least once and with the same Message-ID.
package struct DeliverOutbox: OutboxCourier {
    let database: any Database
    let clock: WallClock
    let log: Log
    private let sender: any MailSender
    private let desk: MailDesk
    private let from: MailAddress

    static let channel = OutboxChannel.mail
    static let lanes = 1
    static let leaseSeconds = Int64(2 * SMTPSender.timeoutSeconds + 30)
    private static let firstDelaySeconds: Int64 = 60
    private static let delaySecondsMax: Int64 = 3600

    package init(database: any Database, _ access: MailAccess, clock: WallClock, log: Log) {
        self.database = database
        sender = access.sender
        desk = MailDesk(links: access.links, staff: access.staff)
        from = access.from
        self.clock = clock
        self.log = log
    }

    /// Delivers what is due until it has tried `limit` mails or its time is over.
    ///
    /// - Throws: a `StoreFailure`; the mail in hand is then taken up again when its lease has ended.
    package func run(limit: Int64) async throws -> (sent: Int, failed: Int) {
        try await deliverDue(limit: limit)
    }

    func deliver(_ mail: OutboxEntry) async throws -> OutboxAttempt {
        do {
            switch try await database.read({ [desk] tx in try await desk.letter(for: mail, in: tx) }) {
            case .to(let recipient, let content):
                try await send(content, to: recipient, mail)
                return .delivered(SentMail(to: recipient.address, text: content.keptText))
            case .logOnly:
                log.error("staff_needed") { Self.describe(mail, &$0) }
                return .delivered(nil)
            }
        } catch MailFailure.later(let reason) {
            return .later(reason)
        } catch MailFailure.never(let reason) {
            return .never(reason)
        } catch StoreFailure.malformed(let reason) {
            return .later(reason)
        }
    }

    private func send(
        _ content: MailContent, to recipient: MailAddress, _ mail: OutboxEntry
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

    func tell(_ result: OutboxResult) {
        let describe = { (line: inout JSONWriter) in
            Self.describe(result.entry, &line)
            result.describe(&line)
        }
        switch result.outcome {
        case .delivered: break
        case .putOff: log.info("mail_put_off", describe)
        case .givenUp: log.error("mail_given_up", describe)
        }
    }

    private static func describe(_ mail: OutboxEntry, _ line: inout JSONWriter) {
        line.member("mail", mail.id)
        line.member("template", mail.template)
        if let booking = mail.bookingID { line.member("booking", booking) }
        if let payment = mail.paymentID { line.member("payment", payment) }
    }

    /// One minute, and each time twice as long, up to an hour.
    func delaySeconds(afterAttempts attempts: Int64) -> Int64 {
        // Six doublings are over an hour already.
        min(Self.delaySecondsMax, Self.firstDelaySeconds << min(attempts, 6))
    }
}
