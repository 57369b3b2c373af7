// On the way to another server: one request and its answer, on a libcurl easy handle that is used again and again.
internal import CCurl

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Belongs to its client's loop; the pointer that libcurl keeps to it is valid while the client keeps it.
final class CurlTransfer {
    let easy: UnsafeMutableRawPointer
    private let settings: CurlSettings
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var head: [UInt8] = []
    private var body: [UInt8] = []
    private var isHeadWhole = false
    private var isTooLarge = false
    private var isAddressRefused = false
    /// As the handle was last told; nil before its first request.
    private var isSecure: Bool?
    /// Stripe's heads are this large; others make it grow.
    private static let usualHeadBytes = 2048
    /// Before a larger body libcurl asks for permission, and waits a second for it, unless told not to.
    private static let bodyBytesWithoutExpect = 1024
    private static let privateAddressText = "the address is not one of the public internet"
    var continuation: UnsafeContinuation<Result<CurlResponse, CurlFailure>, Never>?

    init?(_ settings: CurlSettings) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.settings = settings
        let own = Unmanaged.passUnretained(self).toOpaque()
        _ = fermata_easy_set_pointer(easy, CURLOPT_PRIVATE, own)
        _ = fermata_easy_set_pointer(easy, CURLOPT_WRITEDATA, own)
        _ = fermata_easy_set_pointer(easy, CURLOPT_HEADERDATA, own)
        _ = fermata_easy_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, transfer in
            CurlTransfer.from(transfer)?.take(bytes, size * count, isHead: false) ?? 0
        }
        _ = fermata_easy_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, transfer in
            CurlTransfer.from(transfer)?.take(bytes, size * count, isHead: true) ?? 0
        }
        _ = fermata_easy_set_pointer(easy, CURLOPT_PREREQDATA, own)
        _ = fermata_easy_set_begin_callback(easy) { transfer, _, _, _, _ in
            CurlTransfer.from(transfer)?.wasSent == false ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        _ = fermata_easy_set_pointer(easy, CURLOPT_OPENSOCKETDATA, own)
        _ = fermata_easy_set_open_callback(easy) { transfer, _, address in
            guard let transfer = CurlTransfer.from(transfer), let address else { return CURL_SOCKET_BAD }
            return transfer.openSocket(for: address)
        }
        if settings.addresses == .publicOnly { _ = fermata_easy_set_text(easy, CURLOPT_PROXY, "") }
        Self.setCommon(easy, settings)
        _ = fermata_easy_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        _ = fermata_easy_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        _ = fermata_easy_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        _ = fermata_easy_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        _ = fermata_easy_set_text(easy, CURLOPT_USERAGENT, settings.userAgent)
    }

    /// What holds for every handle, whatever it speaks: whom to believe.
    static func setCommon(_ easy: UnsafeMutableRawPointer, _ settings: CurlSettings) {
        // No signals: they would interrupt other threads' system calls.
        _ = fermata_easy_set_long(easy, CURLOPT_NOSIGNAL, 1)
        _ = fermata_easy_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        _ = fermata_easy_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        _ = fermata_easy_set_long(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = settings.authoritiesFile { _ = fermata_easy_set_text(easy, CURLOPT_CAINFO, file) }
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headerList)
    }

    static func from(_ pointer: UnsafeMutableRawPointer?) -> CurlTransfer? {
        pointer.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    func prepare(_ request: CurlRequest, timeoutMilliseconds: Int) {
        // The answer before took its own along.
        head = []
        head.reserveCapacity(Self.usualHeadBytes)
        body = []
        isHeadWhole = false
        isTooLarge = false
        isAddressRefused = false
        _ = fermata_easy_set_text(easy, CURLOPT_URL, request.url)
        setScheme(isSecure: request.url.utf8.starts(with: "https://".utf8))
        _ = fermata_easy_set_long(easy, CURLOPT_TIMEOUT_MS, timeoutMilliseconds)
        _ = fermata_easy_set_long(
            easy, CURLOPT_CONNECTTIMEOUT_MS,
            min(timeoutMilliseconds, settings.connectMillisecondsMax))
        let word: String? =
            switch request.method {
            case .delete: "DELETE"
            case .put: "PUT"
            case .get, .post: nil
            }
        _ = fermata_easy_set_text(easy, CURLOPT_CUSTOMREQUEST, word)
        if request.method == .post || request.method == .put {
            _ = fermata_easy_set_long(easy, CURLOPT_POST, 1)
            _ = fermata_easy_set_long(easy, CURLOPT_POSTFIELDSIZE, request.body.count)
            _ = request.body.withUnsafeBytes {
                fermata_easy_set_pointer(
                    easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress ?? UnsafeRawPointer(easy))
            }
        } else {
            _ = fermata_easy_set_long(easy, CURLOPT_HTTPGET, 1)
        }
        setHeaders(request.headerLines)
        if request.body.count > Self.bodyBytesWithoutExpect {
            headerList = curl_slist_append(headerList, "Expect:")
        }
        _ = fermata_easy_set_list(easy, CURLOPT_HTTPHEADER, headerList)
    }

    private func setScheme(isSecure: Bool) {
        guard isSecure != self.isSecure else { return }
        self.isSecure = isSecure
        _ = fermata_easy_allow_scheme(easy, isSecure)
        // Plain HTTP is for this machine only, where a proxy has no business.
        _ = fermata_easy_set_text(easy, CURLOPT_NOPROXY, isSecure ? nil : "*")
    }

    /// As libcurl would, for the addresses that are allowed.
    private func openSocket(for address: UnsafePointer<curl_sockaddr>) -> curl_socket_t {
        if settings.addresses == .publicOnly, !PublicAddress.contains(fermata_address(address)) {
            isAddressRefused = true
            return CURL_SOCKET_BAD
        }
        let descriptor = socket(address.pointee.family, address.pointee.socktype, address.pointee.protocol)
        if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return descriptor
    }

    private func setHeaders(_ lines: [String]) {
        curl_slist_free_all(headerList)
        headerList = nil
        for line in lines { headerList = curl_slist_append(headerList, line) }
    }

    private func take(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, isHead: Bool) -> Int {
        guard let bytes else { return 0 }
        let chunk = UnsafeRawBufferPointer(start: bytes, count: count)
        guard isHead else {
            guard body.count + count <= settings.answerBytesMax else {
                isTooLarge = true
                return 0
            }
            body.append(contentsOf: chunk)
            return count
        }
        // A new status line: what came before was an interim answer's head.
        if chunk.first == UInt8(ascii: "H"), chunk.starts(with: "HTTP/".utf8) {
            head.removeAll(keepingCapacity: true)
            isHeadWhole = false
        }
        // libcurl gives a line at a time, and the empty one at the head's end.
        if chunk.first == UInt8(ascii: "\r") || chunk.first == UInt8(ascii: "\n") { isHeadWhole = true }
        guard head.count + count <= settings.headBytesMax else {
            isTooLarge = true
            return 0
        }
        head.append(contentsOf: chunk)
        return count
    }

    func outcome(_ code: CURLcode) -> Result<CurlResponse, CurlFailure> {
        let isCut = settings.cutsLongAnswers && isTooLarge
        guard code != CURLE_OK, !(isCut && isHeadWhole) else {
            // For libcurl a connection that is closed within the head ends an answer without a body.
            guard isHeadWhole else { return .failure(.noAnswer("the answer's head was cut short")) }
            return .success(CurlResponse(status: longInfo(CURLINFO_RESPONSE_CODE), body: body, head: head))
        }
        let text = String(cString: curl_easy_strerror(code))
        guard wasSent else {
            return .failure(.notSent(isAddressRefused ? Self.privateAddressText : text))
        }
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return .failure(.timedOut)
        // libcurl sends a request again by itself, also a POST, when a kept connection dies before the answer's
        // first byte. Whether to send again is the caller's decision, so the second beginning is refused.
        case CURLE_ABORTED_BY_CALLBACK: return .failure(.noAnswer("the connection was cut before the answer"))
        default: return .failure(.noAnswer(isTooLarge ? "the answer is too large" : text))
        }
    }

    /// Counts what was handed to the socket: before the first byte nothing can have been acted on.
    private var wasSent: Bool { longInfo(CURLINFO_REQUEST_SIZE) > 0 }

    private func longInfo(_ info: CURLINFO) -> Int {
        var value = 0
        _ = fermata_easy_get_long(easy, info, &value)
        return value
    }
}
