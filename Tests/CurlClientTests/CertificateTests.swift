// Who is on the other side: a certificate that is not the peer's, or nobody's we believe, and nothing is sent.
import Reactor
import TestSupport
import Testing

@testable import CurlClient

@Suite(
    "Certificates", .timeLimit(.minutes(5)), .serialized,
    .enabled(if: TestAuthority.command != nil, "the openssl command makes the certificates"))
struct CertificateTests {
    /// What a GET comes to at a server that shows `shown`, for a client that believes `believed`.
    private func ask(
        shown: TestAuthority, believed: String?
    ) async throws -> Result<CurlResponse, CurlFailure> {
        let loop = try EventLoop()
        try loop.start()
        defer { loop.stop() }
        return try await shown.serving { port in
            await withTaskExecutorPreference(loop) {
                let settings = CurlSettings(environment: { $0 == "SSL_CERT_FILE" ? believed : nil })
                let request = CurlRequest(
                    .get, "https://127.0.0.1:\(port)/", headerLines: ["Authorization: Bearer x"],
                    timeoutMilliseconds: 30_000)
                do throws(CurlFailure) {
                    return .success(try await CurlClient(on: loop, settings: settings).send(request))
                } catch {
                    return .failure(error)
                }
            }
        }
    }

    private func isUnsent(_ result: Result<CurlResponse, CurlFailure>) -> Bool {
        if case .failure(.notSent) = result { true } else { false }
    }

    @Test("an authority that SSL_CERT_FILE names is believed")
    func believed() async throws {
        let authority = try await TestAuthority(for: "IP:127.0.0.1")
        let response = try await ask(shown: authority, believed: authority.certificate).get()
        #expect(response.status == 200)
    }

    @Test("without it a certificate that signed itself is not, and nothing is sent")
    func selfSigned() async throws {
        let authority = try await TestAuthority(for: "IP:127.0.0.1")
        for believed in [nil, ""] {
            let result = try await ask(shown: authority, believed: believed)
            #expect(isUnsent(result), "\(result)")
        }
    }

    @Test("another authority's certificate is not believed, nor is a file that is not there")
    func otherAuthority() async throws {
        let (shown, other) = (
            try await TestAuthority(for: "IP:127.0.0.1"), try await TestAuthority(for: "IP:127.0.0.1")
        )
        for believed in [other.certificate, "/nowhere/authorities.pem"] {
            let result = try await ask(shown: shown, believed: believed)
            #expect(isUnsent(result), "\(result)")
        }
    }

    @Test("a certificate for another name is not this peer's, whoever signed it")
    func otherName() async throws {
        for name in ["DNS:other.test", "IP:127.0.0.2"] {
            let authority = try await TestAuthority(for: name)
            let result = try await ask(shown: authority, believed: authority.certificate)
            #expect(isUnsent(result), "\(result)")
        }
    }
}
