// On an answer's way: a list as a file for a spreadsheet, sent as it is read.
internal import HTTPServer

struct ExportFile: Sendable {
    /// Without its ending.
    let name: String
    let header: [String]
    /// Those behind the id, the first ones for nil: `rowsMax` of them while there are so many; and the last one's id.
    let rows: @Sendable (_ after: Int64?) async throws -> (cells: [[String?]], last: Int64?)
    /// Is told why a file was cut.
    let failed: @Sendable (any Error) -> Void

    /// What is in memory at once.
    static let rowsMax: Int64 = 500

    /// The first rows are read before anything is answered, so that a database which is gone is told as ever; one that
    /// goes later cuts the file, and the browser says that it is not whole.
    var response: Response {
        get async throws {
            let first = try await rows(nil)
            var response = Response(
                .ok,
                fields: [
                    .init("Content-Type", FieldValue(constant: "text/csv; charset=utf-8; header=present")),
                    .init("Cache-Control", FieldValue(constant: "no-store")),
                ], body: Array((CSV.line(header) + Self.text(first.cells)).utf8))
            if let disposition = FieldValue("attachment; filename=\"\(name).csv\"") {
                response.add("Content-Disposition", disposition)
            }
            guard first.cells.count == Int(Self.rowsMax) else { return response }
            @Sendable func rest(_ send: ([UInt8]) async throws -> Void) async throws {
                do {
                    var page = first
                    while page.cells.count == Int(Self.rowsMax) {
                        page = try await rows(page.last)
                        try await send(Array(Self.text(page.cells).utf8))
                    }
                } catch {
                    failed(error)
                    throw error
                }
            }
            response.rest = rest
            return response
        }
    }

    private static func text(_ rows: [[String?]]) -> String { rows.map(CSV.line).joined() }
}
