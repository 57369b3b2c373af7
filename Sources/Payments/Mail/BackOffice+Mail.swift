// At the start: what the server's owner decides about mails, and the delivery that comes of it.
package import Basics
package import Reactor
internal import Store

package struct MailAccess: Sendable {
    /// Shared by all who deliver.
    package let sender: any MailSender
    package let from: MailAddress
    /// Who gets what no card can mend; nil has it in the log alone.
    package let staff: MailAddress?
    package let links: BookingLinks

    package init(sender: any MailSender, from: MailAddress, staff: MailAddress?, links: BookingLinks) {
        self.sender = sender
        self.from = from
        self.staff = staff
        self.links = links
    }
}

extension BackOffice {
    /// The links in mails, which the pages that they open check.
    ///
    /// - Parameters:
    ///   - origin: scheme, host and port, without a slash at the end.
    ///   - ratingURL: in place of the rating page here.
    package func links(origin: String, ratingURL: String?) -> BookingLinks {
        BookingLinks(origin: origin, secret: desk.linkSecret, ratingURL: ratingURL)
    }

    /// To be run on that loop.
    package func outbox(_ access: MailAccess, on loop: EventLoop, log: Log) -> DeliverOutbox {
        DeliverOutbox(database: databases.database(on: loop), access, clock: desk.clock, log: log)
    }
}
