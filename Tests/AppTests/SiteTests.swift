// The shop's pages over the wire: what is served, how it is named, and what a browser is told it may do.
import App
import Basics
import CurlClient
import Foundation
import HTTPServer
import StripeStub
import Testing

@Suite("Site", .timeLimit(.minutes(5)), .serialized)
struct SiteTests {
    private static let types = [
        "/": "text/html; charset=utf-8", "/lessons": "text/html; charset=utf-8",
        "/account-update/cus_1": "text/html; charset=utf-8", "/site.css": "text/css; charset=utf-8",
        "/logo.svg": "image/svg+xml", "/guitar.svg": "image/svg+xml",
        "/nav.js": "text/javascript; charset=utf-8", "/shop.js": "text/javascript; charset=utf-8",
        "/checkout.js": "text/javascript; charset=utf-8", "/sessions.js": "text/javascript; charset=utf-8",
        "/lessons.js": "text/javascript; charset=utf-8",
        "/account-update.js": "text/javascript; charset=utf-8",
    ]

    @Test("every page and every file of theirs is there, with its type", arguments: types.keys.sorted())
    func files(path: String) async throws {
        try await Shop.open { shop in
            let answer = try await shop.getRaw(path)
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == Self.types[path])
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("Cache-Control") == "no-cache")
            #expect(!answer.body.isEmpty)
        }
    }

    @Test("a page names only files that are served")
    func links() async throws {
        try await Shop.open { shop in
            for page in ["/", "/lessons", "/account-update/cus_1"] {
                let html = String(decoding: try await shop.getRaw(page).body, as: UTF8.self)
                let links = html.matches(of: /(?:href|src)="(\/[^"]*)"/).map { String($0.output.1) }
                #expect(links.contains("/site.css"))
                for link in Set(links) {
                    let status = try await shop.getRaw(link).status
                    #expect(status == 200, "\(page) names \(link)")
                }
            }
        }
    }

    @Test("who has a page already is told so, under each name that it may have")
    func unchanged() async throws {
        try await Shop.open { shop in
            let tag = try #require(try await shop.getRaw("/lessons").header("ETag"))
            let opaque = tag.dropFirst("W/".count)
            for known in [tag, "\(opaque)", #""other", \#(tag)"#, "*"] {
                let again = try await shop.getRaw("/lessons", headers: ["If-None-Match: \(known)"])
                #expect(again.status == 304, "\(known)")
                #expect(again.header("ETag") == tag)
                #expect(again.header("Content-Security-Policy") != nil)
                #expect(again.body.isEmpty)
            }
            for unknown in [#""other""#, "W/\"\"", "\(opaque.dropLast())"] {
                let answer = try await shop.getRaw("/lessons", headers: ["If-None-Match: \(unknown)"])
                #expect(answer.status == 200, "\(unknown)")
            }
            #expect(try await shop.getRaw("/").header("ETag") != tag)
        }
    }

    @Test("files are compressed for who asks, and say so to caches")
    func compression() async throws {
        try await Shop.open { shop in
            let plain = try await shop.getRaw("/site.css")
            let gzip = try await shop.getRaw("/site.css", headers: ["Accept-Encoding: gzip"])
            #expect(plain.header("Content-Encoding") == nil)
            #expect(gzip.header("Content-Encoding") == "gzip")
            #expect(gzip.body.starts(with: [0x1F, 0x8B]))
            #expect(gzip.body.count < plain.body.count / 2)
            #expect(plain.header("Vary") == "Accept-Encoding")
            #expect(gzip.header("Vary") == "Accept-Encoding")
            #expect(gzip.header("ETag") == plain.header("ETag"))
        }
    }

    @Test(
        "a page may load from this server, Stripe and the script's own origin, and run nothing written into it"
    )
    func policy() async throws {
        try await Shop.open(["STRIPE_JS_URL": "http://localhost:9/v3/"]) { shop in
            let page = try await shop.getRaw("/lessons")
            let policy = try #require(page.header("Content-Security-Policy"))
            let rules = policy.split(separator: "; ").map(String.init)
            #expect(rules.contains("default-src 'none'"))
            #expect(rules.contains("style-src 'self'"))
            #expect(rules.contains("frame-ancestors 'none'"))
            #expect(
                rules.contains(
                    "script-src 'self' https://js.stripe.com https://*.js.stripe.com http://localhost:9"))
            #expect(rules.contains("connect-src 'self' https://api.stripe.com http://localhost:9"))
            #expect(!policy.contains("unsafe"))
            let permissions = try #require(page.header("Permissions-Policy"))
            #expect(permissions.contains(#"payment=(self "http://localhost:9")"#))
            #expect(try await shop.getRaw("/site.css").header("Content-Security-Policy") == nil)
        }
    }

    @Test("no page has a script, a style or a handler of its own, which the policy would stop")
    func nothingInline() async throws {
        try await Shop.open { shop in
            for page in ["/", "/lessons", "/account-update/cus_1"] {
                let html = String(decoding: try await shop.getRaw(page).body, as: UTF8.self)
                #expect(html.matches(of: /<script(?![^>]*src=)/).isEmpty)
                #expect(html.matches(of: /<style|\sstyle=|\son[a-z]+=/).isEmpty)
            }
        }
    }

    @Test("a page is not the same as its name with a slash, and takes no POST")
    func otherPaths() async throws {
        try await Shop.open { shop in
            for path in ["/lessons/", "/account-update/", "/account-update/a/b", "/index.html", "/../.env"] {
                let answer = try await shop.getRaw(path)
                #expect(answer.status == 404, "\(path)")
            }
            let post = try await shop.post("/site.css", json: "{}")
            #expect(post.status == 405)
            #expect(post.header("Allow") == "GET, HEAD, OPTIONS")
        }
    }

    @Test("the owner's files take the place of the shop's own of the same name, and no other file is served")
    func ownFiles() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fermata-site-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["lessons.html", "secret.txt"] {
            try Data("<p>mine</p>".utf8).write(to: folder.appending(path: name))
        }
        try await Shop.open(["STATIC_DIR": folder.path(percentEncoded: false)]) { shop in
            let lessons = try await shop.getRaw("/lessons")
            #expect(String(decoding: lessons.body, as: UTF8.self) == "<p>mine</p>")
            #expect(lessons.header("Content-Security-Policy") != nil)
            #expect(try await shop.getRaw("/site.css").status == 200)
            #expect(try await shop.getRaw("/secret.txt").status == 404)
        }
    }

    @Test("without the folder that STATIC_DIR names, the shop's own pages are served")
    func noFolder() async throws {
        try await Shop.open(["STATIC_DIR": "/nowhere/at/all"]) { shop in
            let lessons = try await shop.getRaw("/lessons")
            #expect(lessons.status == 200)
        }
    }
}
