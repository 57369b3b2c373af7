// Proves that only what Stripe signed, lately, is believed.
import Basics
import StripeClient
import Testing

@Suite("Webhook signatures", .timeLimit(.minutes(5)), .serialized)
struct WebhookSignatureTests {
    private static let time: Int64 = 1_700_000_000
    private static let body = #"{"id":"evt_1","object":"event"}"#
    private static let signature = "0c8670ed117751cc551a20e35839447075c42800ea3cf3e8a2fbda99cd1e6edd"
    private static let secret = Secret("whsec_test_secret")

    /// nil when it is accepted.
    private func check(
        _ header: String = "t=\(time),v1=\(signature)", body: String = body, secrets: [Secret] = [secret],
        after seconds: Int64 = 0
    ) -> WebhookSignatureFailure? {
        do throws(WebhookSignatureFailure) {
            try WebhookSignature.verify(
                Array(body.utf8), header: header, secrets: secrets, nowSeconds: Self.time + seconds)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "what stripe-python signs is accepted",
        arguments: [
            (body, signature),
            (
                #"{"n":"café €"}"#,
                "b5e8e5f2945e9d514a66de6d94b59f294019786822f762b1b58beaea27aa42ba"
            ),
        ])
    func vectors(body: String, signature: String) {
        #expect(check("t=\(Self.time),v1=\(signature)", body: body) == nil)
        #expect(check("t=\(Self.time),v1=\(signature)", body: body + " ") == .noMatch)
    }

    @Test("any one v1 is enough, in any place; other schemes do not count")
    func schemes() {
        let (time, good, bad) = (Self.time, Self.signature, String(repeating: "0", count: 64))
        #expect(check("t=\(time),v1=\(bad),v1=\(good)") == nil)
        #expect(check("v1=\(good),v1=\(bad),t=\(time)") == nil)
        #expect(check("t=\(time),v0=\(bad),v1=\(good),v2=x,=") == nil)
        #expect(check("t=\(time),v0=\(good)") == .malformed)
        #expect(check("t=\(time),v0=\(good),v1=\(bad)") == .noMatch)
        // U+0602 and the comma behind it are one Character.
        #expect(check("t=\(time),x=\u{602},v1=\(good)") == nil)
    }

    @Test(
        "a signature that is nearly right is wrong",
        arguments: [
            signature.uppercased(), String(signature.dropLast()), signature + "0", "", " " + signature,
            String(signature.dropLast()) + "e",
        ])
    func nearly(signature: String) {
        #expect(check("t=\(Self.time),v1=\(signature)") == .noMatch)
    }

    @Test("another time than was signed is no match")
    func otherTime() {
        #expect(check("t=\(Self.time + 1),v1=\(Self.signature)") == .noMatch)
        #expect(check("t=0\(Self.time),v1=\(Self.signature)") == .noMatch)
    }

    @Test("five minutes is not too old, a second more is, and the future is not refused")
    func tolerance() {
        #expect(check(after: 300) == nil)
        #expect(check(after: 301) == .tooOld)
        #expect(check(after: -86_400) == nil)
    }

    @Test("what is both old and not signed is not signed: only Stripe learns of its clock")
    func oldAndWrong() {
        #expect(check(body: "{}", after: 301) == .noMatch)
    }

    @Test("while a secret is rolled, either one proves it; none, or an empty one, never does")
    func secrets() {
        let other = Secret("whsec_other")
        #expect(check(secrets: [other, Self.secret]) == nil)
        #expect(check(secrets: [Self.secret, other]) == nil)
        #expect(check(secrets: [other]) == .noMatch)
        #expect(check(secrets: []) == .noMatch)
        #expect(check(secrets: [Secret("")]) == .noMatch)
        let underEmpty = Digest.hmacSHA256(key: [], Array("\(Self.time).\(Self.body)".utf8)) ?? []
        #expect(check("t=\(Self.time),v1=\(Hex.encode(underEmpty))", secrets: [Secret("")]) == .noMatch)
    }

    @Test(
        "a header that is not of the form is refused",
        arguments: [
            "", ",", "t", "t=1", "v1=\(signature)", "t=,v1=\(signature)", "t=-1,v1=\(signature)",
            "t=+1,v1=\(signature)", "t=1.5,v1=\(signature)", "t=\(time),t=\(time),v1=\(signature)",
            "t=\(time),v1=\(signature),", "t=\(time);v1=\(signature)",
            "t=99999999999999999999,v1=\(signature)",
            "T=\(time),V1=\(signature)", " t=\(time),v1=\(signature)",
        ])
    func malformed(header: String) {
        #expect(check(header) == .malformed)
    }

    @Test("the longest time that can be written does not overflow")
    func longestTime() {
        #expect(check("t=\(Int64.max),v1=\(Self.signature)") == .noMatch)
    }
}
