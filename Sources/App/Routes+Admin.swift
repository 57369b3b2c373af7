// On a request's way: the routes of the desk, where the shop's staff works with a browser.
internal import HTTPServer

extension Routes {
    static let admin: [Endpoint] = [
        Endpoint(.get, "/admin/sign-in", .adminSignInPage, access: .shop) { $0.admin.signIn.page },
        Endpoint(.post, "/admin/sign-in", .adminSignIn, access: .shop) { $0.admin.signIn.start },
        Endpoint(.post, "/admin/sign-out", .adminSignOut) { $0.admin.signOut },
        Endpoint(.get, "/admin", .adminToday) { $0.admin.today },
    ]
}

extension Endpoint {
    /// A page of the desk, whose handler is told who is signed in.
    fileprivate init(
        _ method: Method, _ pattern: String, _ doc: RouteDoc,
        handler: @escaping @Sendable (Doors) -> AdminHandler
    ) {
        self.init(method, pattern, doc, access: .desk) { $0.admin.signedIn(handler($0)) }
    }
}
