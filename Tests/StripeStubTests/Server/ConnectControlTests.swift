// The stub's own routes for connected accounts, over the wire.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ConnectControlTests {
    private static let lesson =
        "amount=1000&currency=usd&customer=cus_SandboxApprove&payment_method=pm_card_visa&confirm=true"
        + "&off_session=true&capture_method=automatic&application_fee_amount=100"
        + "&transfer_data[destination]=\(Stub.sandboxTeacher)"

    @Test("the balances of the platform and of every account are there to compare, in cents")
    func balances() async throws {
        try await StubScene.play { scene in
            let before = try await scene.control(.get, "balances")
            #expect(before["platform"]?.integer == 0)
            #expect(before["accounts"]?[Stub.sandboxTeacher]?.integer == 0)
            let paid = try await scene.ask(.post, "/v1/payment_intents", Self.lesson)
            #expect(paid.status == 200, "\(paid.text)")
            let after = try await scene.control(.get, "balances")
            #expect(after["platform"]?.integer == 41)
            #expect(after["accounts"]?[Stub.sandboxTeacher]?.integer == 900)
            #expect(scene.server.withStub { $0.balance(of: Stub.sandboxTeacher) } == 900)
        }
    }

    @Test("a payout takes some or all of an account's money away, and never more")
    func payout() async throws {
        try await StubScene.play { scene in
            _ = try await scene.ask(.post, "/v1/payment_intents", Self.lesson)
            let path = "accounts/\(Stub.sandboxTeacher)/payout"
            let some = try await scene.control(.post, path, #"{"amount": 400}"#)
            #expect(some["balance"]?.integer == 500)
            let much = try await scene.ask(.post, "/_stub/\(path)", #"{"amount": 501}"#)
            #expect(much.status == 400)
            #expect(much.json?["error"]?["message"]?.string == "amount wants a whole number from 0 to 500")
            let all = try await scene.control(.post, path)
            #expect(all["balance"]?.integer == 0)
        }
    }

    @Test("an account is restricted and restored, and the one that does not exist is not found")
    func restrict() async throws {
        try await StubScene.play { scene in
            let path = "accounts/\(Stub.sandboxTeacher)"
            let off = try await scene.control(.post, "\(path)/restrict")
            #expect(off["transfers"]?.string == "inactive")
            let refused = try await scene.ask(.post, "/v1/payment_intents", Self.lesson)
            #expect(refused.json?["error"]?["code"]?.string == "insufficient_capabilities_for_transfer")
            let on = try await scene.control(.post, "\(path)/restore")
            #expect(on["transfers"]?.string == "active")
            for action in ["restrict", "restore", "payout"] {
                let nobody = try await scene.ask(.post, "/_stub/accounts/acct_x/\(action)")
                #expect(nobody.status == 404)
            }
            let wrong = try await scene.ask(.get, "/_stub/\(path)/restrict")
            #expect(wrong.status == 405)
            let unknown = try await scene.ask(.post, "/_stub/\(path)/close")
            #expect(unknown.status == 404)
        }
    }

    @Test("the account's link leads to the stub itself, and from there back")
    func onboarding() async throws {
        try await StubScene.play { scene in
            let account = try await scene.ask(
                .post, "/v1/accounts", "type=express&capabilities[transfers][requested]=true")
            let id = account.json?["id"]?.string ?? ""
            let link = try await scene.ask(
                .post, "/v1/account_links",
                "account=\(id)&type=account_onboarding&refresh_url=http://a.test/&return_url=http://a.test/ok"
            )
            let url = link.json?["url"]?.string ?? ""
            let start = "http://\(scene.server.address)"
            #expect(url.hasPrefix("\(start)/setup/e/"))
            let opened = try await scene.ask(.get, String(url.dropFirst(start.count)))
            #expect(opened.status == 303)
            let after = try await scene.ask(.get, "/v1/accounts/\(id)")
            #expect(after.json?["capabilities"]?["transfers"]?.string == "active")
        }
    }

    @Test("the endpoint that the stub was started with hears of connected accounts too")
    func webhook() async throws {
        try await StubScene.play(webhooks: .init()) { scene in
            _ = try await scene.control(.post, "accounts/\(Stub.sandboxTeacher)/restrict")
            let receiver = try #require(scene.receiver)
            let told = try #require(await receiver.arrivals(1).first)
            #expect(told.type == "account.updated")
            #expect(told.event?["account"]?.string == Stub.sandboxTeacher)
        }
    }

    @Test(
        "accounts and their shares are dumped",
        arguments: ["account", "transfer", "transfer_reversal", "application_fee", "fee_refund"])
    func dump(type: String) async throws {
        try await StubScene.play { scene in
            let paid = try await scene.ask(.post, "/v1/payment_intents", Self.lesson)
            let intent = paid.json?["id"]?.string ?? ""
            _ = try await scene.ask(
                .post, "/v1/refunds",
                "payment_intent=\(intent)&reverse_transfer=true&refund_application_fee=true")
            let lines = try await scene.ask(.get, "/_stub/dump?type=\(type)").text.split(separator: "\n")
            #expect(lines.count == 1)
            let object = try JSON(Array((lines.first ?? "").utf8))
            #expect(object["object"]?.string == type)
        }
    }
}
