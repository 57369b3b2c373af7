// The payment door over HTTP: what is taken and what is answered.
import App
import Basics
import CurlClient
import Payments
import StripeStub
import Testing

@Suite("The payment door", .timeLimit(.minutes(5)), .serialized)
struct PaymentAPITests {
    @Test("PUT /payment answers the status and the id, for each token that stands for the card")
    func put() async throws {
        try await PaymentDesk.open { desk in
            let intent = try await desk.preauthorize()
            let other = try await desk.preauthorize()
            let charge = try await desk.shop.askStripe(.get, "/v1/payment_intents/\(other)")
                .json["latest_charge"]?.string
            for token in [intent, try #require(charge), "pm_card_visa", "tok_visa"] {
                let body = desk.charge(["stripeToken": "\"\(token)\""])
                let told = try await desk.put(body)
                #expect(told.status == 200, "\(told.text)")
                let id = try #require(told.json["id"]?.string)
                #expect(id.wholeMatch(of: #/pay_[0-9a-f]{24}/#) != nil)
                #expect(told.text == #"{"status":"authorized","id":"\#(id)"}"#)
                #expect(try await desk.put(body).text == told.text)
            }
            let list = try await desk.get("/payments")
            #expect(list.json["payments"]?.elements.count == 4)
        }
    }

    @Test("a payment tells all that is known of it, and afterwards what became of it")
    func whole() async throws {
        try await PaymentDesk.open { desk in
            let intent = try await desk.preauthorize()
            let told = try await desk.put(desk.charge(["stripeToken": "\"\(intent)\""]))
            let id = try #require(told.json["id"]?.string)
            let read = try await desk.get("/payment/\(id)")
            #expect(read.status == 200)
            #expect(read.text.contains(#""amount":100.99,"amount_minor":10099,"currency":"usd""#))
            #expect(read.json["stripeToken"]?.string == intent)
            #expect(read.json["stripe_intent_id"]?.string == intent)
            #expect(read.json["email"]?.string == "foo@example.com")
            #expect(read.json["description"]?.string == "Payment by foo@example.com")
            #expect(read.json["authorization_expires_at"]?.string?.hasSuffix("Z") == true)
            #expect(read.text.contains(#""captured_amount":null"#))

            let done = try await desk.post("/payment/\(id)/complete", #"{"amount":50.5}"#)
            #expect(done.status == 200, "\(done.text)")
            #expect(done.json["status"]?.string == "captured")
            #expect(done.text.contains(#""captured_amount":50.50,"captured_amount_minor":5050"#))
            let back = try await desk.post("/payment/\(id)/refund", #"{"amount":0.5}"#)
            #expect(back.json["status"]?.string == "captured", "\(back.text)")
            #expect(back.text.contains(#""refunded_amount":0.50,"refunded_amount_minor":50"#))
            let cancelled = try await desk.post("/payment/\(id)/cancel", "")
            #expect(cancelled.json["status"]?.string == "refunded", "\(cancelled.text)")
            #expect(cancelled.json["refunded_amount_minor"]?.integer == 5050)
            #expect(try await desk.get("/payment/\(id)").text == cancelled.text)
        }
    }

    @Test("complete and cancel need no body, and may be asked for again")
    func again() async throws {
        try await PaymentDesk.open { desk in
            let (kept, freed) = (try await desk.held(), try await desk.held())
            for _ in 0..<2 {
                let done = try await desk.post("/payment/\(kept)/complete", "")
                #expect(done.status == 200 && done.json["status"]?.string == "captured", "\(done.text)")
                let gone = try await desk.post("/payment/\(freed)/cancel", "")
                #expect(gone.status == 200 && gone.json["status"]?.string == "released", "\(gone.text)")
            }
        }
    }

    @Test("yen and dinars have their own decimals, in and out")
    func decimals() async throws {
        try await PaymentDesk.open { desk in
            let yen = try await desk.held(500, "jpy", decimal: "500")
            let read = try await desk.get("/payment/\(yen)")
            #expect(read.text.contains(#""amount":500,"amount_minor":500,"currency":"jpy""#))
            let dinar = try await desk.held(12_340, "kwd", decimal: "12.340")
            let odd = try await desk.post("/payment/\(dinar)/complete", #"{"amount":12.335}"#)
            #expect(odd.status == 400 && odd.field == "amount", "\(odd.text)")
            let done = try await desk.post("/payment/\(dinar)/complete", #"{"amount":12.33}"#)
            #expect(done.text.contains(#""captured_amount":12.330,"captured_amount_minor":12330"#))
            let tooFine = try await desk.post("/payment/\(yen)/complete", #"{"amount":499.5}"#)
            #expect(tooFine.status == 400 && tooFine.field == "amount", "\(tooFine.text)")
        }
    }

    @Test("what cannot be done is a problem that says why")
    func refused() async throws {
        try await PaymentDesk.open { desk in
            let held = try await desk.held()
            let released = try await desk.held()
            _ = try await desk.post("/payment/\(released)/cancel")
            let nobody = "pay_000000000000000000000000"
            let more = #"{"amount":101}"#
            let cases: [(path: String, body: String, status: Int, code: String)] = [
                ("\(nobody)/complete", "{}", 404, "not_found"), ("\(nobody)/cancel", "{}", 404, "not_found"),
                ("\(nobody)/refund", more, 404, "not_found"), ("1/complete", "{}", 404, "not_found"),
                ("\(held)/complete", more, 400, "amount_too_large"),
                ("\(held)/refund", "{}", 409, "nothing_captured"),
                ("\(released)/complete", "{}", 409, "hold_released"),
            ]
            for item in cases {
                let reply = try await desk.post("/payment/\(item.path)", item.body)
                #expect(reply.status == item.status, "\(item.path): \(reply.text)")
                #expect(reply.problem == item.code, "\(item.path)")
                #expect(reply.isProblem)
                #expect(reply.detail?.isEmpty == false)
            }
            for path in [nobody, "1", "%20"] {
                #expect(try await desk.get("/payment/\(path)").status == 404)
            }
            let other = try await desk.put(desk.charge(["stripeToken": #""pi_nobody""#]))
            #expect(other.status == 400 && other.field == "stripeToken", "\(other.text)")
        }
    }

    @Test("a claim that Stripe does not bear out is 409, and so is a token with other data")
    func claims() async throws {
        try await PaymentDesk.open { desk in
            let intent = try await desk.preauthorize()
            let token = "\"\(intent)\""
            let less = try await desk.put(desk.charge(["stripeToken": token, "amount": "100.98"]))
            #expect(less.status == 409 && less.problem == "claim_differs", "\(less.text)")
            let euros = try await desk.put(desk.charge(["stripeToken": token, "currency": #""eur""#]))
            #expect(euros.status == 409 && euros.problem == "claim_differs", "\(euros.text)")
            let told = try await desk.put(desk.charge(["stripeToken": token, "currency": #""usd""#]))
            #expect(told.isAuthorized)
            let other = try await desk.put(desk.charge(["stripeToken": token, "email": nil]))
            #expect(other.status == 409 && other.problem == "token_in_use", "\(other.text)")
            #expect(other.detail?.contains(told.json["id"]?.string ?? "?") == true)
        }
    }

    @Test("a declined card is 402 with the payment that failed, each time")
    func declined() async throws {
        try await PaymentDesk.open { desk in
            let body = desk.charge(["stripeToken": #""pm_card_visa_chargeDeclinedInsufficientFunds""#])
            for _ in 0..<2 {
                let reply = try await desk.put(body)
                #expect(reply.status == 402, "\(reply.text)")
                #expect(reply.isProblem)
                #expect(reply.problem == "insufficient_funds")
                #expect(reply.detail == "Your card has insufficient funds.")
                #expect(reply.json["payment_status"]?.string == "failed")
                #expect(reply.json["id"]?.string?.hasPrefix("pay_") == true)
            }
            #expect(desk.shop.stripe.withStub { $0.books.amountCapturable } == 0)
        }
    }

    @Test("while Stripe does not answer, it is 202 and stands as it was")
    func underWay() async throws {
        try await PaymentDesk.open { desk in
            let held = try await desk.held()
            let broken = StripeFaultTests.serverError(500)
            for path in ["/payment_intents", "/capture"] {
                desk.shop.stripe.inject(
                    StubFault(.answerAfter(broken), method: "POST", pathSuffix: path, count: 9))
            }
            let told = try await desk.put(desk.charge())
            #expect(told.status == 202, "\(told.text)")
            let id = try #require(told.json["id"]?.string)
            #expect(told.text == #"{"status":"pending","id":"\#(id)"}"#)
            let done = try await desk.post("/payment/\(held)/complete")
            #expect(done.status == 202, "\(done.text)")
            #expect(done.json["message"]?.string?.contains("Stripe has not answered yet") == true)
        }
    }

    @Test("a refund under one Idempotency-Key is one, and another request under it is 422")
    func keys() async throws {
        try await PaymentDesk.open { desk in
            let id = try await desk.held()
            _ = try await desk.post("/payment/\(id)/complete")
            let first = try await desk.post("/payment/\(id)/refund", #"{"amount":10}"#, key: "k")
            let again = try await desk.post("/payment/\(id)/refund", #"{"amount":10}"#, key: "k")
            #expect(again.text == first.text)
            #expect(again.header("Idempotent-Replayed") == "true")
            #expect(again.json["refunded_amount_minor"]?.integer == 1000)
            let other = try await desk.post("/payment/\(id)/refund", #"{"amount":20}"#, key: "k")
            #expect(other.status == 422 && other.problem == "idempotency_key_reused", "\(other.text)")
        }
    }

    @Test("lists go by pages with a Link, and by mail address and status")
    func lists() async throws {
        try await PaymentDesk.open { desk in
            var ids: [String] = []
            for number in 0..<5 {
                let intent = try await desk.preauthorize()
                let told = try await desk.put(
                    desk.charge(["stripeToken": "\"\(intent)\"", "email": "\"\(number % 2)+x@example.com\""]))
                ids.insert(try #require(told.json["id"]?.string), at: 0)
            }
            _ = try await desk.post("/payment/\(ids[2])/complete")
            func listed(_ query: String) async throws -> (ids: [String], next: String?) {
                let reply = try await desk.get("/payments?\(query)")
                #expect(reply.status == 200, "\(reply.text)")
                let found = reply.json["payments"]?.elements.compactMap { $0["id"]?.string } ?? []
                let link = reply.header("Link")
                #expect((link != nil) == (reply.json["has_more"]?.bool == true))
                return (found, link.map { String($0.dropFirst("</payments?".count).prefix { $0 != ">" }) })
            }
            var (found, next) = try await listed("limit=2")
            while let query = next, found.count < 9 {
                let page = try await listed(query)
                found += page.ids
                next = page.next
            }
            #expect(found == ids)
            #expect(try await listed("status=captured").ids == [ids[2]])
            #expect(try await listed("email=1%2Bx@example.com").ids == [ids[1], ids[3]])
            let first = try await listed("email=0%2Bx@example.com&status=authorized&limit=1")
            #expect(first.ids == [ids[0]])
            #expect(try await listed(try #require(first.next)).ids == [ids[4]])
            for query in ["status=paid", "limit=0", "limit=101", "cursor=b1-0", "email=nobody", "email=%zz"] {
                let reply = try await desk.get("/payments?\(query)")
                #expect(reply.status == 400 && reply.isProblem, "\(query): \(reply.text)")
            }
        }
    }

    @Test("the lesson routes refuse its intent, with the route to use, and nothing moves")
    func lessonRoutes() async throws {
        try await PaymentDesk.open { desk in
            let intent = try await desk.preauthorize()
            let told = try await desk.put(desk.charge(["stripeToken": "\"\(intent)\""]))
            let id = try #require(told.json["id"]?.string)
            for reply in [try await desk.shop.complete(intent), try await desk.shop.refund(intent)] {
                #expect(reply.status == 409, "\(reply.text)")
                #expect(reply.errorCode == "payment_of_service")
                #expect(reply.errorMessage?.contains("/payment/\(id)/complete") == true)
            }
            let lesson = try await desk.shop.schedule()
            let taken = try await desk.put(
                desk.charge(["stripeToken": "\"\(lesson.intent)\"", "amount": "12.50"]))
            #expect(taken.status == 409 && taken.problem == "intent_in_use", "\(taken.text)")
            let stripe = try await desk.shop.askStripe(.get, "/v1/payment_intents/\(intent)")
            #expect(stripe.json["status"]?.string == "requires_capture")
        }
    }
}
