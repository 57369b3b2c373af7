// On an answer's way: the shop's pages and what they are made of, compiled in from Files/.

/// Every file that there is to serve; the raw value is its name in Files/.
package enum PageFile: String, CaseIterable, Sendable {
    case home = "index.html"
    case lessons = "lessons.html"
    case accountUpdate = "account-update.html"
    case style = "site.css"
    case bookingStyle = "booking-pages.css"
    case adminStyle = "admin.css"
    case adminScript = "admin.js"
    case logo = "logo.svg"
    case guitar = "guitar.svg"
    case navScript = "nav.js"
    case shopScript = "shop.js"
    case checkoutScript = "checkout.js"
    case sessionsScript = "sessions.js"
    case lessonsScript = "lessons.js"
    case accountUpdateScript = "account-update.js"

    package var bytes: [UInt8] {
        switch self {
        case .home: PackageResources.index_html
        case .lessons: PackageResources.lessons_html
        case .accountUpdate: PackageResources.account_update_html
        case .style: PackageResources.site_css
        case .bookingStyle: PackageResources.booking_pages_css
        case .adminStyle: PackageResources.admin_css
        case .adminScript: PackageResources.admin_js
        case .logo: PackageResources.logo_svg
        case .guitar: PackageResources.guitar_svg
        case .navScript: PackageResources.nav_js
        case .shopScript: PackageResources.shop_js
        case .checkoutScript: PackageResources.checkout_js
        case .sessionsScript: PackageResources.sessions_js
        case .lessonsScript: PackageResources.lessons_js
        case .accountUpdateScript: PackageResources.account_update_js
        }
    }

    /// The ending of its name: `html`, `css`, `js` or `svg`.
    package var kind: Substring { rawValue.split(separator: ".").last ?? "" }
}
