// On a mail's way: the seam between a finished mail and whoever carries it.
internal import Basics

/// A mail that is ready to go.
package struct OutgoingMail: Sendable {
    /// The same at every try.
    package let id: String
    package let from: MailAddress
    package let to: MailAddress
    package let subject: String
    /// RFC 5322, as it is sent.
    package let message: [UInt8]
    /// What the message says, for who shows it to people.
    package var text = ""
    package var html = ""
}

/// Told apart by what is left to do. The texts hold no address and no word of the mail.
package enum MailFailure: Error, Equatable {
    /// It is tried again; also when it may have arrived.
    case later(String)
    /// No try will ever succeed.
    case never(String)
}

package protocol MailSender: Sendable {
    /// Returns when somebody else answers for the mail.
    func send(_ mail: OutgoingMail) async throws(MailFailure)
}

/// Keeps the last mails where there is neither a mail server nor a folder: a sandbox shows them on a page.
package final class MailShelf: MailSender {
    private static let mailsMax = 100
    private let kept = Lock([OutgoingMail]())

    package init() {}

    /// The newest last.
    package var mails: [OutgoingMail] { kept.withLock { $0 } }

    package func send(_ mail: OutgoingMail) async throws(MailFailure) {
        kept.withLock { mails in
            mails.removeAll { $0.id == mail.id }
            mails.append(mail)
            if mails.count > Self.mailsMax { mails.removeFirst() }
        }
    }
}
