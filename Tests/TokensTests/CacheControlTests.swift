// Proves how long an answer may be kept, as its server says it.
import Testing

@testable import Tokens

@Suite("Cache-Control", .timeLimit(.minutes(5)))
struct CacheControlTests {
    @Test(
        "max-age is read among others, in any case, and quoted",
        arguments: [
            ("max-age=600", 600), ("public, max-age=600, must-revalidate", 600), ("Max-Age=600", 600),
            ("public,max-age=600", 600), (" max-age = 600 ", 600), (#"max-age="600""#, 600),
            ("max-age=0", 0), ("no-store", 0), ("max-age=600, no-cache", 0), ("max-age=600, max-age=60", 60),
            ("max-age=99999999999999999999", .max), ("max-age", 0), ("max-age=", 0), ("max-age=-1", 0),
            ("max-age=1.5", 0), ("max-age=\"", 0), ("max-age=６", 0),
            ("public", nil), ("", nil), (",", nil), ("s-maxage=600", nil), ("xmax-age=600", nil), ("=", nil),
        ] as [(String, Int64?)])
    func lives(field: String, seconds: Int64?) {
        #expect(CacheControl.lifeSeconds(field) == seconds)
    }
}
