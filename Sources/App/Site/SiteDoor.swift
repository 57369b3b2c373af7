// On a request's way: the shop's pages, and the files that they are made of.
internal import HTTPServer
internal import Pages

struct SiteDoor: Sendable {
    private let contents: [PageFile: StaticContent]

    /// Reads, compresses and names every file once.
    init(_ settings: Settings) {
        let folder = settings.listen.staticDirectory.map { StaticFolder($0) }
        let pageFields = PagePolicy(script: settings.stripe.script.origin).fields
        var contents: [PageFile: StaticContent] = [:]
        for file in PageFile.allCases {
            contents[file] = StaticContent(
                folder?.bytes(of: file) ?? file.bytes, type: file.type,
                fields: file.kind == "html" ? pageFields : [])
        }
        self.contents = contents
    }

    func handler(for file: PageFile) -> Handler {
        guard let content = contents[file] else { preconditionFailure("every file was read at the start") }
        return content.answer
    }
}

extension PageFile {
    /// Without a character set.
    var mediaType: String {
        switch kind {
        case "html": "text/html"
        case "css": "text/css"
        case "js": "text/javascript"
        default: "image/svg+xml"
        }
    }

    fileprivate var type: FieldValue {
        switch kind {
        case "html": FieldValue(constant: "text/html; charset=utf-8")
        case "css": FieldValue(constant: "text/css; charset=utf-8")
        case "js": FieldValue(constant: "text/javascript; charset=utf-8")
        default: FieldValue(constant: "image/svg+xml")
        }
    }
}
