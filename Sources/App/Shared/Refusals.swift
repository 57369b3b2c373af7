// On an answer's way: what the server refuses itself, in the shape of the door whose path was asked for.
internal import HTTPServer

struct Refusals: Sendable {
    /// To find the path that was meant.
    let paths: Set<String>

    @Sendable func response(_ refusal: Refusal) -> Response {
        switch refusal.reason {
        case .notFound:
            answer(refusal, code: "not_found", message: "There is no such path.\(hint(refusal.path))")
        case .methodNotAllowed:
            answer(
                refusal, code: "method_not_allowed",
                message: "This path does not take that method; the Allow header lists those it takes.")
        case .wire:
            answer(
                refusal, code: "request_invalid", message: "The request was refused: \(refusal.text).")
        }
    }

    private func answer(_ refusal: Refusal, code: String, message: String) -> Response {
        ErrorShape(path: refusal.path).response(
            refusal.status, code: code, message: message, requestID: refusal.requestID)
    }

    /// Underscores for hyphens is how the paths are misspelt, in print too.
    private func hint(_ path: String) -> String {
        let hyphenated = String(path.map { $0 == "_" ? "-" : $0 })
        return hyphenated != path && paths.contains(hyphenated) ? " Did you mean \(hyphenated)?" : ""
    }
}
