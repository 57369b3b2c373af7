// On a request's way: from method and path to a route, by segments.

/// A tree of path segments. Literals win over parameters; a trailing slash is a different path.
package struct Router: Sendable {
    package enum Match: Sendable {
        case found(Route, parameters: [String])
        /// The path is known under these methods only.
        case methodNotAllowed([Method])
        case notFound
    }

    private struct Node: Sendable {
        var literals: [(segment: [UInt8], node: Int)] = []
        var parameter: Int?
        var routes: [Route] = []
    }

    private var nodes = [Node()]
    private var everything: Route?

    package init(_ routes: [Route]) {
        for route in routes { insert(route) }
    }

    /// Every path and method goes to one handler: for a server that plays another one.
    package init(everything handler: @escaping Handler) {
        everything = Route(.other, "*", bodyBytesMax: .max, handler: handler)
    }

    private mutating func insert(_ route: Route) {
        var current = 0
        for segment in route.pattern.utf8.split(separator: Ascii.slash, omittingEmptySubsequences: false)
            .dropFirst()
        {
            current = child(of: current, for: Array(segment))
        }
        precondition(
            !nodes[current].routes.contains { $0.method == route.method },
            "\(route.method.name) \(route.pattern) is routed twice")
        nodes[current].routes.append(route)
    }

    private mutating func child(of parent: Int, for segment: [UInt8]) -> Int {
        let isParameter = segment.first == Ascii.colon
        if isParameter, let existing = nodes[parent].parameter { return existing }
        if !isParameter, let existing = nodes[parent].literals.first(where: { $0.segment == segment }) {
            return existing.node
        }
        nodes.append(Node())
        if isParameter {
            nodes[parent].parameter = nodes.count - 1
        } else {
            nodes[parent].literals.append((segment, nodes.count - 1))
        }
        return nodes.count - 1
    }

    /// - Parameter path: percent-encoded, as it came. HEAD is answered by the route of GET.
    package func match(_ method: Method, _ path: ArraySlice<UInt8>) -> Match {
        if let everything { return .found(everything, parameters: []) }
        var parameters: [String] = []
        var current = 0
        guard path.first == Ascii.slash else { return .notFound }
        var rest = path
        // Each round takes a slash and the segment behind it.
        while !rest.isEmpty {
            rest = rest.dropFirst()
            let encoded = rest.prefix { $0 != Ascii.slash }
            rest = rest.dropFirst(encoded.count)
            guard let segment = PercentEncoding.decode(encoded) else { return .notFound }
            if let literal = nodes[current].literals.first(where: { $0.segment.elementsEqual(segment) }) {
                current = literal.node
            } else if let parameter = nodes[current].parameter, !segment.isEmpty {
                current = parameter
                parameters.append(String(decoding: segment, as: UTF8.self))
            } else {
                return .notFound
            }
        }
        let routes = nodes[current].routes
        guard !routes.isEmpty else { return .notFound }
        let wanted: Method = method == .head ? .get : method
        if let route = routes.first(where: { $0.method == wanted }) {
            return .found(route, parameters: parameters)
        }
        return .methodNotAllowed(Self.allowed(routes))
    }

    private static func allowed(_ routes: [Route]) -> [Method] {
        routes.flatMap { $0.method == .get ? [.get, .head] : [$0.method] } + [.options]
    }
}
