// On a request's way: which paths are pages, and which are files of theirs.
internal import HTTPServer
internal import Pages

extension Routes {
    /// The pages, and every other file under its own name.
    static let site: [Endpoint] =
        [
            page("/", .home, "homePage", "The shop"),
            page("/lessons", .lessons, "lessonsPage", "Where a student signs up"),
            page(
                "/account-update/:customer_id", .accountUpdate, "accountUpdatePage",
                "Where a student changes their card", path: .unread("customer", example: "cus_SandboxApprove")
            ),
        ]
        + PageFile.allCases.filter { $0.kind != "html" }.map { file in
            page("/\(file.rawValue)", file, "file_\(file)", "A file of the shop's pages")
        }

    private static func page(
        _ pattern: String, _ file: PageFile, _ id: String, _ summary: String,
        path: RouteDoc.PathParameter? = nil
    ) -> Endpoint {
        let doc = RouteDoc(
            id, .pages, summary, path: path, answers: .file(file.mediaType, .string))
        return Endpoint(.get, pattern, doc, access: .anyone) { $0.site.handler(for: file) }
    }
}
