// The program: what it is, and on what it stands.
internal import App

enum Version {
    static let text = "0.1.0"

    /// libcurl names its own libraries too: OpenSSL and zlib among them.
    static var libraries: String { LibraryVersions.text }
}
