// Proves who gets through to a handler, and what the others read.
import Basics
import Testing
import Tokens

@Suite("Gate", .timeLimit(.minutes(5)), .serialized)
struct GateTests {
    @Test("the handler is told who calls")
    func tells() async throws {
        try await GateScene.open { scene in
            let staff = try await scene.get("/staff", token: try scene.token(.staff))
            #expect(staff.text == #"{"role":"staff","subject":"none","may_touch_7":true}"#)
            let student = try await scene.get("/own", token: try scene.token(.student, subject: "7"))
            #expect(student.text == #"{"role":"student","subject":"7","may_touch_7":true}"#)
            let other = try await scene.get("/own", token: try scene.token(.student, subject: "8"))
            #expect(other.text == #"{"role":"student","subject":"8","may_touch_7":false}"#)
        }
    }

    @Test("without a token the answer says how to come with one, as a problem document")
    func noToken() async throws {
        try await GateScene.open { scene in
            for headers in [[], ["Authorization: Basic YTpi"], ["Authorization: Bearertoken"]] {
                let reply = try await scene.get("/staff", headers: headers + ["X-Request-Id: ask-1"])
                #expect(reply.status == 401)
                #expect(reply.header("WWW-Authenticate") == #"Bearer realm="fermata""#)
                #expect(reply.header("Content-Type") == "application/problem+json")
                #expect(reply.header("Cache-Control") == "no-store")
                #expect(
                    reply.text == """
                        {"type":"about:blank","title":"Unauthorized","status":401,\
                        "detail":"This wants a token: send Authorization: Bearer, a blank and the token.",\
                        "code":"token_missing","request_id":"ask-1"}
                        """)
            }
        }
    }

    @Test(
        "an unknown key, a bad signature and no token at all under Bearer read the same; the log tells them apart"
    )
    func invalidToken() async throws {
        try await GateScene.open { scene in
            let good = try scene.token(.staff)
            let flipped = good.dropLast(2) + (good.hasSuffix("AA") ? "BA" : "AA")
            let es256 = "eyJhbGciOiJFUzI1NiJ9" + good.drop { $0 != "." }
            var answers: Set<String> = []
            for token in [String(flipped), es256, "nonsense", ""] {
                let reply = try await scene.get(
                    "/staff", headers: ["Authorization: Bearer \(token)", "X-Request-Id: same"])
                #expect(reply.status == 401)
                let challenge = try #require(reply.header("WWW-Authenticate"))
                #expect(
                    challenge.hasPrefix(
                        #"Bearer realm="fermata", error="invalid_token", error_description=""#))
                #expect(reply.json["code"]?.string == "token_invalid")
                answers.insert(reply.text + challenge)
            }
            #expect(answers.count == 1, "\(answers)")
            let log = scene.log.text
            for reason in ["not of any key here", "no key here is of its alg", "not three parts"] {
                #expect(log.contains(reason))
            }
            #expect(!log.contains("eyJ"))
        }
    }

    @Test("a token that has expired says so")
    func expired() async throws {
        try await GateScene.open { scene in
            let reply = try await scene.get("/staff", token: try scene.token(.staff, life: -30))
            #expect(reply.status == 401)
            #expect(reply.json["code"]?.string == "token_expired")
            #expect(reply.header("WWW-Authenticate")?.contains("get a new one") == true)
            let late = try await scene.get("/staff", token: try scene.token(.staff, life: -29))
            #expect(late.status == 200)
        }
    }

    @Test("the scheme is read in any case, the header once")
    func header() async throws {
        try await GateScene.open { scene in
            let token = try scene.token(.staff)
            for scheme in ["bearer", "BEARER"] {
                let reply = try await scene.get("/staff", headers: ["Authorization: \(scheme)  \(token)"])
                #expect(reply.status == 200)
            }
            let line = "Authorization: Bearer \(token)"
            let twice = try await scene.get("/staff", headers: [line, line])
            #expect(twice.status == 400)
            #expect(twice.json["code"]?.string == "authorization_repeated")
            #expect(twice.header("WWW-Authenticate")?.contains(#"error="invalid_request""#) == true)
            let query = try await scene.get("/staff?access_token=\(token)")
            #expect(query.status == 401)
        }
    }

    @Test("who may not is told what is wanted")
    func notAllowed() async throws {
        try await GateScene.open { scene in
            let student = try await scene.get("/staff", token: try scene.token(.student, subject: "7"))
            #expect(student.status == 403)
            #expect(student.json["code"]?.string == "insufficient_scope")
            #expect(student.json["detail"]?.string == "This wants the role staff.")
            #expect(
                student.header("WWW-Authenticate") == #"Bearer realm="fermata", error="insufficient_scope""#)
            let half = try await scene.get("/both", token: try scene.token(scopes: ["read:payment"]))
            #expect(half.status == 403)
            #expect(half.json["detail"]?.string == "This wants the scopes read:payment and write:payment.")
            #expect(
                half.header("WWW-Authenticate")
                    == #"Bearer realm="fermata", error="insufficient_scope", scope="read:payment write:payment""#
            )
            let nobody = try await scene.get("/own", token: try scene.token(.student))
            #expect(nobody.status == 403)
            #expect(nobody.json["code"]?.string == "subject_missing")
        }
    }

    @Test("where no key is set, nobody is let through, and the answer says what to set")
    func noKeys() async throws {
        try await GateScene.open([:]) { scene in
            let reply = try await scene.get("/staff", token: "x.y.z")
            #expect(reply.status == 503)
            #expect(reply.json["code"]?.string == "sign_in_not_configured")
            for name in ["AUTH_JWT_SECRET", "AUTH_JWT_PUBLIC_KEY_FILE", "AUTH_JWKS_FILE", "AUTH_JWKS_URL"] {
                #expect(reply.json["detail"]?.string?.contains(name) == true)
            }
            #expect(reply.header("WWW-Authenticate") == nil)
            let shop = try await scene.get("/shop-staff")
            #expect(shop.status == 200)
        }
    }

    @Test("a page of another site is let through with a token, which no browser adds of its own accord")
    func foreignPages() async throws {
        try await GateScene.open { scene in
            let reply = try await scene.get(
                "/staff",
                headers: [
                    "Authorization: Bearer \(try scene.token(.staff))", "Origin: https://admin.example",
                    "Host: api.example",
                ])
            #expect(reply.status == 200)
        }
    }

    @Test("while LESSONS_AUTH is open the shop's staff come without a token, but not from other sites")
    func open() async throws {
        try await GateScene.open { scene in
            for path in ["/anyone", "/signed", "/shop", "/shop-staff"] {
                #expect(try await scene.get(path).status == 200, "\(path)")
            }
            for path in ["/shop", "/shop-staff"] {
                let foreign = try await scene.get(path, headers: ["Origin: https://evil.example"])
                #expect(foreign.errorCode == "origin_forbidden", "\(path)")
            }
        }
    }

    @Test("with LESSONS_AUTH=required they want one, and are refused in the shop's own shape")
    func required() async throws {
        let settings = ["AUTH_JWT_SECRET": "a secret of the tests, long enough", "LESSONS_AUTH": "required"]
        try await GateScene.open(settings) { scene in
            for path in ["/anyone", "/signed", "/shop"] {
                #expect(try await scene.get(path).status == 200, "\(path)")
            }
            let nobody = try await scene.get("/shop-staff")
            #expect(nobody.status == 401)
            #expect(nobody.errorCode == "token_missing")
            #expect(nobody.header("WWW-Authenticate") == #"Bearer realm="fermata""#)
            let student = try await scene.get("/shop-staff", token: try scene.token(.student, subject: "7"))
            #expect(student.status == 403)
            #expect(student.errorMessage == "This wants the role staff or service, or the scope lessons.")
            for token in [
                try scene.token(.staff), try scene.token(.service), try scene.token(scopes: ["lessons"]),
            ] {
                #expect(try await scene.get("/shop-staff", token: token).status == 200)
            }
        }
    }
}
