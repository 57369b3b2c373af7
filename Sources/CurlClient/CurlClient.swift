// On the way to another server: libcurl's multi interface, driven by the loop that the request lives on.
internal import CCurl
package import Reactor

/// An HTTP client of one loop. It keeps connections open, checks certificates, follows no redirect, and speaks
/// `http` only when the address says so.
///
/// libcurl tells which sockets and which timer it wants watched (`curl_multi_socket_action`); they live in the loop's
/// own poller, so that a request never leaves its thread. All calls are made on the loop's thread.
package final class CurlClient: @unchecked Sendable {
    // Safe: everything is touched on the loop's thread only, which `send` asserts.
    let loop: EventLoop
    let settings: CurlSettings
    let multi: UnsafeMutableRawPointer?
    private var sockets: [Int32: CurlSocket] = [:]
    private var transfers: [ObjectIdentifier: CurlTransfer] = [:]
    private var idle: [CurlTransfer] = []
    /// By their handles.
    var mails: [UnsafeMutableRawPointer: MailTransfer] = [:]
    private var queue = CurlQueue()
    private var timer: LoopTimer?
    /// libcurl asked for a call with no delay: made as soon as we are out of its hands, before the loop sleeps.
    private var wantsCall = false

    private static let isInitialized = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    package init(on loop: EventLoop, settings: CurlSettings = CurlSettings()) {
        self.loop = loop
        self.settings = settings
        multi = Self.isInitialized ? curl_multi_init() : nil
        let own = Unmanaged.passUnretained(self).toOpaque()
        guard let multi else { return }
        _ = fermata_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, own)
        _ = fermata_multi_set_socket_callback(multi) { _, descriptor, what, client, _ in
            CurlClient.from(client)?.watch(descriptor, what)
            return 0
        }
        _ = fermata_multi_set_pointer(multi, CURLMOPT_TIMERDATA, own)
        _ = fermata_multi_set_timer_callback(multi) { _, milliseconds, client in
            CurlClient.from(client)?.setTimer(milliseconds)
            return 0
        }
        _ = fermata_multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.connectionsKeptMax)
    }

    /// On the loop, or when that has ended and let go of the sockets: they must leave the poller before they close.
    deinit {
        guard let multi else { return }
        if loop.isInside {
            for socket in sockets.values { socket.remove() }
        }
        _ = fermata_multi_set_socket_callback(multi, nil)
        _ = fermata_multi_set_timer_callback(multi, nil)
        for transfer in transfers.values { curl_multi_remove_handle(multi, transfer.easy) }
        for mail in mails.values { curl_multi_remove_handle(multi, mail.easy) }
        transfers = [:]
        mails = [:]
        idle = []
        curl_multi_cleanup(multi)
    }

    /// The name and version of the library, and of what it stands on.
    package static var libraryVersion: String { String(cString: curl_version()) }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> CurlClient? {
        pointer.map { Unmanaged<CurlClient>.fromOpaque($0).takeUnretainedValue() }
    }

    package func send(_ request: CurlRequest) async throws(CurlFailure) -> CurlResponse {
        loop.assertInside()
        guard transfers.count < settings.transfersMax || queue.count < settings.queueMax else {
            throw .notSent("too many requests are waiting for a connection")
        }
        let timeout = UInt64(max(1, request.timeoutMilliseconds)) * 1_000_000
        let outcome = await withUnsafeContinuation { continuation in
            let pending = PendingRequest(
                request: request, endsAtNanoseconds: monotonicNanoseconds() + timeout,
                continuation: continuation)
            if transfers.count < settings.transfersMax {
                start(pending)
                settle()
            } else {
                wait(pending)
            }
        }
        return try outcome.get()
    }

    /// Waiting is part of a request's time.
    private func wait(_ pending: PendingRequest) {
        let number = queue.nextNumber
        let timer = loop.timer(atNanoseconds: pending.endsAtNanoseconds) { [weak self] in
            self?.queue.remove(number)?.continuation.resume(
                returning: .failure(.notSent("all its time was spent waiting for a connection")))
        }
        queue.append(pending, timer)
    }

    private func start(_ pending: PendingRequest) {
        guard let multi, let transfer = idle.popLast() ?? CurlTransfer(settings) else {
            return pending.continuation.resume(
                returning: .failure(.notSent("libcurl has no memory for another request")))
        }
        let now = monotonicNanoseconds()
        let left = pending.endsAtNanoseconds > now ? pending.endsAtNanoseconds - now : 0
        transfer.prepare(pending.request, timeoutMilliseconds: max(1, Int((left + 999_999) / 1_000_000)))
        guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
            idle.append(transfer)
            return pending.continuation.resume(
                returning: .failure(.notSent("libcurl takes no further request")))
        }
        transfer.continuation = pending.continuation
        transfers[ObjectIdentifier(transfer)] = transfer
    }

    // MARK: What libcurl asks for

    private func watch(_ descriptor: Int32, _ what: Int32) {
        if what == CURL_POLL_REMOVE {
            sockets.removeValue(forKey: descriptor)?.remove()
        } else if let socket = sockets[descriptor] {
            socket.update(Readiness(curlPoll: what))
        } else {
            sockets[descriptor] = CurlSocket(descriptor, Readiness(curlPoll: what), on: loop) {
                [unowned self] descriptor, bits in
                act(descriptor, bits)
            }
        }
    }

    private func setTimer(_ milliseconds: Int) {
        wantsCall = milliseconds == 0
        if milliseconds <= 0 {
            if let timer { loop.cancel(timer) }
            return
        }
        let due = loop.nowNanoseconds + UInt64(milliseconds) * 1_000_000
        if let timer {
            loop.move(timer, toNanoseconds: due)
        } else {
            timer = loop.timer(atNanoseconds: due) { [weak self] in self?.act(CURL_SOCKET_TIMEOUT, 0) }
        }
    }

    // MARK: What libcurl is told

    private func act(_ descriptor: Int32, _ bits: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, descriptor, bits, &running)
        settle()
    }

    func settle() {
        repeat {
            while wantsCall {
                wantsCall = false
                var running: Int32 = 0
                curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
            }
            var left: Int32 = 0
            while let message = curl_multi_info_read(multi, &left) {
                guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else {
                    continue
                }
                finish(easy, fermata_message_result(message))
            }
            // Who got the turn of one that ended wants to begin.
        } while wantsCall
    }

    private func finish(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
        if finishMail(easy, code) { return }
        var own: UnsafeMutableRawPointer?
        _ = fermata_easy_get_pointer(easy, CURLINFO_PRIVATE, &own)
        guard let transfer = CurlTransfer.from(own) else { return }
        let outcome = transfer.outcome(code)
        curl_multi_remove_handle(multi, easy)
        transfers[ObjectIdentifier(transfer)] = nil
        idle.append(transfer)
        let continuation = transfer.continuation
        transfer.continuation = nil
        continuation?.resume(returning: outcome)
        // Also past one that cannot be started: nothing else would give the next its turn.
        while transfers.count < settings.transfersMax, let (pending, timer) = queue.popFirst() {
            loop.cancel(timer)
            start(pending)
        }
    }
}
