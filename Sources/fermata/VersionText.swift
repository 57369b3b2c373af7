// The program: what it is, for people and for programs.
internal import App
internal import Basics

enum VersionText {
    static var line: String { "fermata \(Version.text), \(Version.libraries)" }

    static var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("version", Version.text)
        writer.member("libraries", Version.libraries)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
