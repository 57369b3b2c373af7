// Under the loop: its failures as who starts a program reads them.
#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension ReactorFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let call, let code): "\(call): \(String(cString: strerror(code)))"
        case .unavailable(let why): why
        }
    }
}
