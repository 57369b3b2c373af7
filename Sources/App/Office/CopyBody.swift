// On the way to a shell: what was copied, table by table.
internal import Basics
internal import PaymentRules

struct CopyBody {
    let path: String
    let figures: [TableFigures]
    /// Where a restored database's predecessor is.
    var former: String?
    var isRestored = false

    private var rowsCount: Int64 { figures.reduce(0) { $0 + $1.rowsCount } }

    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("file", path)
        if let former { writer.member("former", former) }
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
        let what = isRestored ? "Restored from" : "Backed up to"
        let kept = former.map { "What was there is kept as \($0).\n" } ?? ""
        return """
            \(what) \(path): \(rowsCount) rows in \(figures.count) tables.
            Whole by SQLite's own check, every foreign key, and the rows and amounts of every table.
            \(kept)
            """
    }
}
