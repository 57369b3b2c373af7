// On the way of a mail to its server: one mail on a libcurl easy handle of its own.
internal import Basics
internal import CCurl

/// Belongs to its client's loop; the pointer that libcurl keeps to it is valid while the client keeps it.
final class MailTransfer {
    let easy: UnsafeMutableRawPointer
    private let message: [UInt8]
    private var recipients: UnsafeMutablePointer<curl_slist>?
    /// libcurl's own words for a failure, which say more than its code.
    private let errorText: UnsafeMutablePointer<CChar>
    private var sentCount = 0
    /// libcurl has heard that there is no more, and may have told the server so.
    private var isWhollyRead = false
    let continuation: UnsafeContinuation<Result<Void, CurlMailFailure>, Never>

    /// - Parameter mail: nil for a greeting alone.
    /// - Returns: nil when libcurl has no memory; the continuation is then still the caller's.
    init?(
        _ mail: CurlMail?, over server: CurlMailServer, timeoutMilliseconds: Int, _ settings: CurlSettings,
        _ continuation: UnsafeContinuation<Result<Void, CurlMailFailure>, Never>
    ) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.continuation = continuation
        message = mail?.message ?? []
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        CurlTransfer.setCommon(easy, settings)
        let own = Unmanaged.passUnretained(self).toOpaque()
        _ = fermata_easy_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        _ = fermata_easy_set_pointer(easy, CURLOPT_READDATA, own)
        _ = fermata_easy_set_data_callback(easy, CURLOPT_READFUNCTION) { bytes, size, count, transfer in
            MailTransfer.from(transfer)?.give(bytes, size * count) ?? 0
        }
        // What a server says beside its codes is nobody's business here.
        _ = fermata_easy_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
        set(server)
        if let mail {
            set(mail)
        } else {
            // Without a recipient libcurl sends a command of its own, or this one (RFC 5321, section 4.1.1.9).
            _ = fermata_easy_set_text(easy, CURLOPT_CUSTOMREQUEST, "NOOP")
        }
        setTimes(timeoutMilliseconds, settings)
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(recipients)
        errorText.deallocate()
    }

    private func set(_ server: CurlMailServer) {
        _ = fermata_easy_set_text(easy, CURLOPT_URL, server.url)
        _ = fermata_easy_allow_mail(easy)
        let level = server.requiresTLS ? CURLUSESSL_ALL : CURLUSESSL_TRY
        _ = fermata_easy_set_long(easy, CURLOPT_USE_SSL, Int(level.rawValue))
        if let user = server.user { _ = fermata_easy_set_text(easy, CURLOPT_USERNAME, user) }
        if let password = server.password {
            _ = fermata_easy_set_text(easy, CURLOPT_PASSWORD, password.reveal())
        }
        // A web proxy of the environment has no business with mails.
        _ = fermata_easy_set_text(easy, CURLOPT_NOPROXY, "*")
    }

    private func set(_ mail: CurlMail) {
        _ = fermata_easy_set_text(easy, CURLOPT_MAIL_FROM, mail.from)
        recipients = curl_slist_append(nil, mail.to)
        _ = fermata_easy_set_list(easy, CURLOPT_MAIL_RCPT, recipients)
        _ = fermata_easy_set_long(easy, CURLOPT_UPLOAD, 1)
        _ = fermata_easy_set_long(easy, CURLOPT_INFILESIZE, message.count)
    }

    private func setTimes(_ milliseconds: Int, _ settings: CurlSettings) {
        let milliseconds = max(1, milliseconds)
        _ = fermata_easy_set_long(easy, CURLOPT_TIMEOUT_MS, milliseconds)
        _ = fermata_easy_set_long(
            easy, CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, settings.connectMillisecondsMax))
        // QUIT is answered after the time above is over, and a kept connection's QUIT when the client goes and nothing
        // limits it any more. So each mail has a connection of its own.
        _ = fermata_easy_set_long(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, (milliseconds + 999) / 1000)
        _ = fermata_easy_set_long(easy, CURLOPT_FORBID_REUSE, 1)
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> MailTransfer? {
        pointer.map { Unmanaged<MailTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func give(_ room: UnsafeMutablePointer<CChar>?, _ size: Int) -> Int {
        let count = min(size, message.count - sentCount)
        message.withUnsafeBytes { bytes in
            guard let room, let start = bytes.baseAddress, count > 0 else { return }
            UnsafeMutableRawPointer(room).copyMemory(from: start + sentCount, byteCount: count)
        }
        sentCount += count
        if sentCount == message.count { isWhollyRead = true }
        return count
    }

    /// Until the message is whole a server must not deliver it (RFC 5321, section 4.1.1.4). Afterwards its answer
    /// counts, and without one nobody knows.
    func outcome(_ code: CURLcode) -> Result<Void, CurlMailFailure> {
        guard code != CURLE_OK else { return .success(()) }
        let detail = String(cString: errorText)
        let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        let reply = lastReply
        if isWhollyRead {
            switch reply {
            case 400...499: return .failure(.notSent("the message was answered \(reply)"))
            case 500...599: return .failure(.refused("the message was answered \(reply)"))
            default: return .failure(.unknown(text))
            }
        }
        // Who is refused is told by the command alone, and that by libcurl's text alone. A sender or a login that is
        // refused is for the settings to mend, and the mail can wait for it.
        let isRefused = (500...599).contains(reply) && detail.hasPrefix("RCPT failed")
        return .failure(isRefused ? .refused(text) : .notSent(text))
    }

    /// The last code of the server's (RFC 5321, section 4.2).
    private var lastReply: Int {
        var value = 0
        _ = fermata_easy_get_long(easy, CURLINFO_RESPONSE_CODE, &value)
        return value
    }
}
