// Tests of hexadecimal: what is written is read back, and nothing else is.
import Basics
import Testing

@Suite("Hexadecimal", .timeLimit(.minutes(5)))
struct HexTests {
    @Test("every byte is written in two characters and read back")
    func roundTrip() {
        let all = (0...255).map { UInt8($0) }
        #expect(Hex.encode([0x00, 0x0F, 0xA5, 0xFF]) == "000fa5ff")
        #expect(Hex.decode(Hex.encode(all)) == all)
        #expect(Hex.decode("") == [])
    }

    @Test(
        "half a byte, capitals and other characters are no hexadecimal",
        arguments: ["a", "0fa", "0F", "0g", " 0", "é"])
    func refused(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
