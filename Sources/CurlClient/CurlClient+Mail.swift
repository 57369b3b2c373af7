// On the way of a mail to its server: SMTP on the client's own loop and connections.
internal import CCurl
internal import Reactor

extension CurlClient {
    /// Hands one mail for one recipient to the server (RFC 5321). When it returns, the server has taken the mail over.
    ///
    /// The loop's thread stands still while the server thinks the whole mail over and says good-bye, for as long as
    /// twice the mail's time: libcurl waits there even in its multi interface. Give mails a loop of their own.
    package func sendMail(_ mail: CurlMail, over server: CurlMailServer) async throws(CurlMailFailure) {
        guard mail.hasSafeAddresses else { throw .refused("an address has signs that no command can carry") }
        try await speak(mail, to: server, timeoutMilliseconds: mail.timeoutMilliseconds)
    }

    /// All that comes before a mail, and none: the connection, TLS where it is wanted, and the login. The loop's thread
    /// may stand still as above.
    package func greet(
        _ server: CurlMailServer, timeoutMilliseconds: Int
    ) async throws(CurlMailFailure) {
        try await speak(nil, to: server, timeoutMilliseconds: timeoutMilliseconds)
    }

    private func speak(
        _ mail: CurlMail?, to server: CurlMailServer, timeoutMilliseconds: Int
    ) async throws(CurlMailFailure) {
        loop.assertInside()
        guard mails.count < settings.mailsMax else { throw .notSent("too many mails are under way") }
        let outcome = await withUnsafeContinuation { continuation in
            start(mail, over: server, timeoutMilliseconds, continuation)
        }
        return try outcome.get()
    }

    private func start(
        _ mail: CurlMail?, over server: CurlMailServer, _ timeoutMilliseconds: Int,
        _ continuation: UnsafeContinuation<Result<Void, CurlMailFailure>, Never>
    ) {
        guard let multi,
            let transfer = MailTransfer(
                mail, over: server, timeoutMilliseconds: timeoutMilliseconds, settings, continuation),
            curl_multi_add_handle(multi, transfer.easy) == CURLM_OK
        else {
            return continuation.resume(returning: .failure(.notSent("libcurl takes no further mail")))
        }
        mails[transfer.easy] = transfer
        settle()
    }

    /// - Returns: false when the handle is no mail's.
    func finishMail(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) -> Bool {
        guard let transfer = mails.removeValue(forKey: easy) else { return false }
        let outcome = transfer.outcome(code)
        curl_multi_remove_handle(multi, easy)
        transfer.continuation.resume(returning: outcome)
        return true
    }
}
