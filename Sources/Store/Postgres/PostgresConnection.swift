// On the way to PostgreSQL: one connection of libpq's, which never blocks the loop.
internal import Basics
internal import CPostgres
internal import Reactor

/// One statement at a time.
///
/// Looking up the server's name does block for as long as the system's resolver takes: libpq has no other way
/// (PQconnectStart). An address, or a name in /etc/hosts, costs nothing.
final class PostgresConnection: @unchecked Sendable {
    // Safe: everything is touched on the loop's thread only, which the pool asserts.
    private let connection: OpaquePointer?
    private let socket: PostgresSocket
    private let settings: PostgresSettings
    /// The names of the statements that the server has prepared, by their text.
    private var prepared: [String: String] = [:]
    private(set) var isAsking = false
    private var isClosed = false

    /// The program's statements are constants and far fewer; a text beyond this is parsed each time.
    private static let preparedMax = 256
    /// The server ends a statement in its time and keeps the connection; this much later the loop ends both.
    private static let graceMilliseconds = 2000

    /// - Throws: `unavailable` when the server is not there, says no or takes too long.
    static func open(
        _ settings: PostgresSettings, on loop: EventLoop
    ) async throws(StoreFailure) -> PostgresConnection {
        let connection = PostgresConnection(settings, on: loop)
        do throws(StoreFailure) {
            try await connection.connect()
            try await connection.setTimes()
        } catch {
            connection.close()
            throw error
        }
        return connection
    }

    private init(_ settings: PostgresSettings, on loop: EventLoop) {
        self.settings = settings
        socket = PostgresSocket(on: loop)
        // Of two equal keywords the last counts, so the address cannot change the encoding.
        let keywords = CStrings(["dbname", "fallback_application_name", "client_encoding", nil])
        let values = CStrings([settings.address.reveal(), "fermata", "UTF8", nil])
        connection = keywords.withPointers { keywords in
            values.withPointers { values in PQconnectStartParams(keywords, values, 1) }
        }
        // Else libpq writes them to the standard error.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        socket.unasked = { [weak self] in self?.hear() }
    }

    deinit {
        close()
    }

    /// The server takes back what was not committed.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        socket.release()
        PQfinish(connection)
    }

    /// Whether it is connected and in no transaction.
    var isIdle: Bool { !isClosed && !isAsking && PQtransactionStatus(connection) == PQTRANS_IDLE }

    private func connect() async throws(StoreFailure) {
        guard PQstatus(connection) != CONNECTION_BAD else { throw .unavailable(message) }
        let due = Self.due(inMilliseconds: settings.connectMilliseconds)
        var state = PGRES_POLLING_WRITING
        while state != PGRES_POLLING_OK {
            guard state != PGRES_POLLING_FAILED else { throw .unavailable(message) }
            try socket.watch(PQsocket(connection))
            let interest: Readiness = state == PGRES_POLLING_READING ? .readable : .writable
            guard await socket.wait(for: interest, untilNanoseconds: due) else {
                throw .unavailable("PostgreSQL took too long to connect")
            }
            socket.release()
            state = PQconnectPoll(connection)
        }
        PQsetnonblocking(connection, 1)
        try socket.watch(PQsocket(connection))
    }

    /// What the loop gave up must not keep its locks at the server.
    private func setTimes() async throws(StoreFailure) {
        let sql = """
            SELECT set_config('statement_timeout', $1, false),
                set_config('idle_in_transaction_session_timeout', $1, false)
            """
        let values = CStrings([String(settings.statementMilliseconds)])
        do throws(PostgresFailure) {
            _ = try await ask(sql, values)
        } catch {
            throw error.asStoreFailure
        }
    }

    private static func due(inMilliseconds milliseconds: Int) -> UInt64 {
        monotonicNanoseconds() + UInt64(max(0, milliseconds)) * 1_000_000
    }

    private var message: String {
        String(cString: PQerrorMessage(connection)).split(separator: "\n").joined(separator: " ")
    }
}

// MARK: Asking

extension PostgresConnection {
    /// Runs a statement with no parameters by one message.
    func ask(_ sql: String) async throws(PostgresFailure) -> PostgresAnswer {
        try await ask { connection, due throws(PostgresFailure) in
            try await answer(to: PQsendQuery(connection, sql), due)
        }
    }

    /// Runs a statement that the server prepares once a connection.
    func ask(_ sql: String, _ values: CStrings) async throws(PostgresFailure) -> PostgresAnswer {
        try await ask { connection, due throws(PostgresFailure) in
            let name = try await prepare(sql, due)
            let isSent = values.withPointers { pointers in
                if let name {
                    PQsendQueryPrepared(connection, name, values.count, pointers, nil, nil, 0)
                } else {
                    PQsendQueryParams(connection, sql, values.count, nil, pointers, nil, nil, 0)
                }
            }
            return try await answer(to: isSent, due)
        }
    }

    private func ask(
        _ body: (OpaquePointer?, UInt64) async throws(PostgresFailure) -> PostgresAnswer
    ) async throws(PostgresFailure) -> PostgresAnswer {
        guard !isClosed else { throw .unsent("the connection to PostgreSQL is gone") }
        isAsking = true
        defer { isAsking = false }
        do throws(PostgresFailure) {
            return try await body(
                connection, Self.due(inMilliseconds: settings.statementMilliseconds + Self.graceMilliseconds))
        } catch {
            if case .lost = error { close() }
            throw error
        }
    }

    /// - Returns: nil when there are enough.
    private func prepare(_ sql: String, _ due: UInt64) async throws(PostgresFailure) -> String? {
        if let name = prepared[sql] { return name }
        guard prepared.count < Self.preparedMax else { return nil }
        let name = "s\(prepared.count)"
        _ = try await answer(to: PQsendPrepare(connection, name, sql, 0, nil), due)
        prepared[sql] = name
        return name
    }

    /// - Parameter isSent: what libpq said to it: 1 is yes.
    private func answer(to isSent: Int32, _ due: UInt64) async throws(PostgresFailure) -> PostgresAnswer {
        guard isSent == 1 else { throw .lost(message) }
        var left = PQflush(connection)
        while left == 1 {
            try await wait(for: [.readable, .writable], due)
            left = PQflush(connection)
        }
        var outcome: Result<PostgresAnswer, PostgresFailure> = .failure(.lost("PostgreSQL did not answer"))
        while true {
            while PQisBusy(connection) == 1 { try await wait(for: .readable, due) }
            guard let result = PQgetResult(connection) else { break }
            outcome = PostgresAnswer.taking(result)
        }
        guard PQstatus(connection) == CONNECTION_OK else { throw .lost(message) }
        return try outcome.get()
    }

    private func wait(for interest: Readiness, _ due: UInt64) async throws(PostgresFailure) {
        guard await socket.wait(for: interest, untilNanoseconds: due) else {
            throw .lost("PostgreSQL took too long to answer, and the connection was closed")
        }
        guard PQconsumeInput(connection) == 1 else { throw .lost(message) }
    }

    /// Something to read that nobody asked for: a notice, or the server's farewell.
    private func hear() {
        guard !isAsking, !isClosed, PQconsumeInput(connection) == 0 else { return }
        close()
    }
}
