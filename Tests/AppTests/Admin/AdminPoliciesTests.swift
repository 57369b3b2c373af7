// The desk's policies: read out, and tried on the cancels there were.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing

@Suite("Desk: policies", .timeLimit(.minutes(5)), .serialized)
struct AdminPoliciesTests {
    private static func form(_ policy: String) -> String {
        let plain = policy.utf8.map { byte in
            let isPlain = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte])
        }
        return "policy=\(plain.joined())"
    }

    private static func policy(keep: Int, title: String = "Harsh") -> String {
        """
        {"name":"harsh","title":"\(title)","cancel":{"student":[{"keep_percent":\(keep)}]},
        "no_show":{"student":{"keep_percent":100}}}
        """
    }

    @Test("the policy in force is told in sentences")
    func inForce() async throws {
        try await Desk.open { desk in
            let html = try await desk.browser().page("/admin/policies").html
            #expect(html.contains("In force: "))
            #expect(
                html.contains(
                    "A student who cancels up to 6 hours before the lesson: all of it goes back."), "\(html)")
            #expect(html.contains("There were no others."))
        }
    }

    @Test("a rehearsal says what would have been settled otherwise, and changes nothing")
    func rehearsal() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            _ = try await desk.act("cancel", booking, #"{"by":"student"}"#)
            let browser = try await desk.browser()
            let text = Self.policy(keep: 50, title: "<i>Half</i>")
            let page = try await browser.send(Self.form(text), to: "/admin/policies")
            #expect(page.status == 200)
            for fact in [
                "1 of 1 cancels and no-shows of the last 90 days would have been settled otherwise.",
                "the shop took $0.00, and would have taken $48.00.", "$0.00 → $48.00", "$96.00 → $48.00",
                "Rehearsed: &lt;i&gt;Half&lt;/i&gt;", "&quot;name&quot;:&quot;harsh&quot;",
            ] {
                #expect(page.html.contains(fact), "\(fact)")
            }
            #expect(try await desk.get("/bookings/\(booking)").paymentStatus == "released")
            let same = try await browser.send(Self.form(Self.policy(keep: 0)), to: "/admin/policies").html
            #expect(same.contains("0 of 1 cancels and no-shows"))
        }
    }

    @Test("a text that is no policy is told with the place to mend, and stays to be mended")
    func refused() async throws {
        try await Desk.open { desk in
            let browser = try await desk.browser()
            let page = try await browser.send(Self.form(Self.policy(keep: 101)), to: "/admin/policies")
            #expect(page.status == 400)
            #expect(
                page.html.contains(
                    #"role="alert">The policy cannot be used: cancel.student[0].keep_percent:"#))
            #expect(page.html.contains("&quot;keep_percent&quot;:101"))
            let none = try await browser.send("policy=", to: "/admin/policies")
            #expect(none.status == 400 && none.html.contains("The policy is not JSON"))
            let foreign = try await browser.send(Self.form("x"), to: "/admin/policies", mark: nil)
            #expect(foreign.status == 403)
        }
    }
}
