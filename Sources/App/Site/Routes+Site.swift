// On a request's way: which paths are pages, and which are files of theirs.
internal import HTTPServer
internal import Pages

extension Routes {
    /// The pages, and every other file under its own name.
    static let site: [Endpoint] =
        [
            page("/", .home), page("/lessons", .lessons),
            page("/account-update/:customer_id", .accountUpdate),
        ] + PageFile.allCases.filter { $0.kind != "html" }.map { page("/\($0.rawValue)", $0) }

    private static func page(_ pattern: String, _ file: PageFile) -> Endpoint {
        Endpoint(.get, pattern, access: .anyone) { $0.site.handler(for: file) }
    }
}
