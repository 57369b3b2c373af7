// On the way of a mail to its server: what is sent to whom, by which server, and how that can fail.
package import Basics

/// A server that takes mails (RFC 5321), and how to be let in.
package struct CurlMailServer: Sendable {
    /// `smtp://host:port`, or `smtps://host:port` for TLS from the first byte.
    package let url: String
    package let user: String?
    package let password: Secret?
    /// Over `smtp` only EHLO is said before STARTTLS (RFC 3207); false takes plain text where TLS is not offered.
    package let requiresTLS: Bool

    package init(url: String, user: String?, password: Secret?, requiresTLS: Bool) {
        self.url = url
        self.user = user
        self.password = password
        self.requiresTLS = requiresTLS
    }
}

/// An envelope and what is in it.
package struct CurlMail: Sendable {
    /// An address alone, without a name or angle brackets; where the server reports what it cannot deliver.
    package let from: String
    package let to: String
    /// RFC 5322, its lines ended by CR LF.
    package let message: [UInt8]
    /// For everything, from the name's look-up to the server's last word.
    package let timeoutMilliseconds: Int

    package init(from: String, to: String, message: [UInt8], timeoutMilliseconds: Int) {
        self.from = from
        self.to = to
        self.message = message
        self.timeoutMilliseconds = timeoutMilliseconds
    }
}

/// Told apart by what may be done next. The texts hold no address and no word of the mail.
package enum CurlMailFailure: Error, Equatable {
    /// The server has not taken the mail, and may take it later: another try sends it once.
    case notSent(String)
    /// The server will not take this mail for this recipient, ever (5yz, RFC 5321, section 4.2.1).
    case refused(String)
    /// All of it was sent and no word came back: the recipient may have it, and another try may be a second one.
    case unknown(String)
}

extension CurlMail {
    /// Neither address can end its command and begin another (RFC 5321, section 4.1.2).
    var hasSafeAddresses: Bool {
        [from, to].allSatisfy { address in
            !address.isEmpty
                && address.utf8.allSatisfy { byte in
                    byte > UInt8(ascii: " ") && byte != 0x7F && byte != UInt8(ascii: "<")
                        && byte != UInt8(ascii: ">")
                }
        }
    }
}
