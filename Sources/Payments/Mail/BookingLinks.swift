// On a mail's way: the two links that open a page for whoever has them, without a login.
package import Basics

package struct BookingLinks: Sendable {
    /// A page that a link opens; a link to one does not open the other.
    package enum Page: String, Sendable {
        case status
        case rating
    }

    /// Scheme, host and port, without a slash at the end.
    package let origin: String
    private let secret: Secret
    /// Of the shop's own, in place of the page here; no booking is told to it.
    private let ratingURL: String?

    package init(origin: String, secret: Secret, ratingURL: String? = nil) {
        self.origin = origin
        self.secret = secret
        self.ratingURL = ratingURL
    }

    /// `GET /bookings/{id}/status`
    package func status(of booking: Int64) -> String { link(.status, booking) }

    /// `GET /bookings/{id}/rating`, or the address that the settings put in its place.
    package func rating(of booking: Int64) -> String { ratingURL ?? link(.rating, booking) }

    /// Whether the link's `signature` was made here, for that page of that booking.
    package func opens(_ page: Page, of booking: Int64, with signature: String) -> Bool {
        LinkSignature.isSame(signature, sign(page, booking))
    }

    private func link(_ page: Page, _ booking: Int64) -> String {
        "\(origin)/bookings/\(booking)/\(page.rawValue)?signature=\(sign(page, booking))"
    }

    private func sign(_ page: Page, _ booking: Int64) -> String {
        LinkSignature.make(page.rawValue, String(booking), secret: secret)
    }
}
