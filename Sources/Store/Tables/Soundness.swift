// On the way of a look at the database: whether it is whole, and which engine it is.

extension Transaction {
    /// What SQLite finds wrong with its own file, without comparing the indices (pragma quick_check); nil when nothing.
    /// It reads the whole file.
    package func damage() async throws(StoreFailure) -> String? {
        let row = try await run("PRAGMA quick_check(1)", []).first
        let verdict = try row?.text("quick_check") ?? "no answer"
        return verdict == "ok" ? nil : verdict
    }

    /// Of PostgreSQL: `16.4`.
    package func serverVersion() async throws(StoreFailure) -> String {
        try await run("SELECT current_setting('server_version') AS version", []).first?.text("version") ?? "?"
    }
}
