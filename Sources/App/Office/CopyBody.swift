// On the way to a shell: what was copied, table by table.
internal import Basics
internal import PaymentRules

struct CopyBody {
    enum What {
        case backedUp(String)
        /// Where the database's predecessor is.
        case restored(String, former: String?)
        case moved(to: String)
    }

    private let what: What
    private let figures: [TableFigures]

    init(_ what: What, _ figures: [TableFigures]) {
        self.what = what
        self.figures = figures
    }

    private var rowsCount: Int64 { figures.reduce(0) { $0 + $1.rowsCount } }

    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        switch what {
        case .backedUp(let path): writer.member("file", path)
        case .restored(let path, let former):
            writer.member("file", path)
            if let former { writer.member("former", former) }
        case .moved(let place): writer.member("to", place)
        }
        writer.member("rows", rowsCount)
        writer.name("tables")
        writer.beginArray()
        for table in figures {
            writer.beginObject()
            writer.member("name", table.name)
            writer.member("rows", table.rowsCount)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    var text: String {
        let rows = "\(rowsCount) rows in \(figures.count) tables.\n"
        let whole =
            "Whole by SQLite's own check, every foreign key, and the rows and amounts of every table.\n"
        switch what {
        case .backedUp(let path): return "Backed up to \(path): " + rows + whole
        case .restored(let path, let former):
            let kept = former.map { "What was there is kept as \($0).\n" } ?? ""
            return "Restored from \(path): " + rows + whole + kept
        case .moved(let place):
            return "Moved to \(place): " + rows + """
                The rows and amounts of every table are the same there. Set DATABASE_URL to it and start the server; \
                the SQLite database is left as it was.

                """
        }
    }
}
