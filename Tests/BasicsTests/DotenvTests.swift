// Proves how a `.env` file is read, and that a failure tells where but never what stands there.
import Basics
import Testing

@Suite("Dotenv", .timeLimit(.minutes(5)))
struct DotenvTests {
    private func value(_ text: String, _ name: String = "KEY") throws(DotenvFailure) -> String? {
        try Dotenv(text).value(name)?.reveal()
    }

    @Test(
        "an assignment's value is what dotenv would read",
        arguments: [
            ("KEY=value", "value"),
            ("KEY=", ""),
            ("KEY", nil),
            ("  KEY = spaced out \t", "spaced out"),
            ("export KEY=value", "value"),
            ("export\tKEY = value", "value"),
            ("KEY=a # comment", "a"),
            ("KEY=a#b", "a#b"),
            ("KEY=# comment", ""),
            ("KEY=a=b==", "a=b=="),
            ("KEY=$HOME ${HOME}", "$HOME ${HOME}"),
            ("KEY=it's", "it's"),
            ("KEY='a # $b \\n \"c\"' # comment", "a # $b \\n \"c\""),
            ("KEY=`it's \"quoted\"`", "it's \"quoted\""),
            ("KEY=\"\"", ""),
            (#"KEY="a\nb\rc\td\"e\\f\$g\h""#, "a\nb\rc\td\"e\\f$g\\h"),
            ("KEY=\"a\nb\"", "a\nb"),
            ("KEY='a\r\nb'", "a\nb"),
            ("\u{FEFF}KEY=value\r\n", "value"),
            ("KEY=naïve café", "naïve café"),
        ] as [(String, String?)])
    func readsValue(text: String, expected: String?) throws {
        guard let expected else {
            #expect(throws: DotenvFailure.self) { try value(text) }
            return
        }
        #expect(try value(text) == expected)
    }

    @Test("blank lines and comments are passed over, and entries keep their order and lines")
    func readsMany() throws {
        let dotenv = try Dotenv("\r\n# first\n\nA=1\n   # second\n\tB='x\ny'\nexport=3\nC=4")
        #expect(dotenv.entries.map(\.name) == ["A", "B", "export", "C"])
        #expect(dotenv.entries.map(\.line) == [4, 6, 8, 9])
        #expect(dotenv.value("export")?.reveal() == "3")
        #expect(dotenv.value("D") == nil)
    }

    @Test("an empty file sets nothing")
    func readsNothing() throws {
        #expect(try Dotenv("").entries.isEmpty)
        #expect(try Dotenv("\n# only a comment").entries.isEmpty)
    }

    @Test("of a name set twice the later value wins")
    func laterWins() throws {
        #expect(try value("KEY=first\nKEY=second") == "second")
    }

    @Test(
        "a malformed line is a failure that names its number",
        arguments: [
            ("A=1\nsk_hidden", 2),
            ("A=1\n\n=hidden", 3),
            ("1KEY=hidden", 1),
            ("MY-KEY=hidden", 1),
            ("export KEY hidden", 1),
            ("A='x\ny'\nB='hidden\n\n", 3),
            ("A=\"hidden\\", 1),
            ("A=\"hidden\" hidden", 1),
            ("A=hidden\rB=hidden", 1),
            ("A=hid\0den", 1),
            ("A='hid\0den'", 1),
        ])
    func refuses(text: String, line: Int) throws {
        let failure = try #require(throws: DotenvFailure.self) { try Dotenv(text) }
        #expect(failure.line == line)
        #expect(!failure.description.contains("hid"))
        #expect(failure.description.hasPrefix("line \(line): "))
    }
}
