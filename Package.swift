// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// An async function stays on its caller's thread instead of asking for it anew at each call and return: a seventh of
/// a small request's work. Not for tests, which start elsewhere and change to a loop by `withTaskExecutorPreference`.
let onCallersThread: [SwiftSetting] = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

/// The rooms of the house; arrows point down only (`scripts/deps` checks it).
let rooms: [(name: String, needs: [String])] = [
    ("Basics", ["COpenSSL"]),
    ("Reactor", ["Basics", "CLinux"]),
    ("HTTPServer", ["Reactor", "Basics", "CZlib", "CLinux"]),
    ("CurlClient", ["Reactor", "Basics", "CCurl"]),
    ("Tokens", ["CurlClient", "Reactor", "Basics", "COpenSSL"]),
    ("StripeClient", ["CurlClient", "Basics"]),
    ("PaymentRules", ["Basics"]),
    ("Store", ["PaymentRules", "Reactor", "Basics", "CSQLite", "CPostgres", "CLinux"]),
    ("Payments", ["Store", "PaymentRules", "StripeClient", "CurlClient", "Reactor", "Basics"]),
    ("Pages", []),
    ("App", ["Pages", "Payments", "PaymentRules", "HTTPServer", "Tokens", "Reactor", "Basics"]),
    ("StripeStub", ["HTTPServer", "CurlClient", "Reactor", "Basics"]),
]

/// Folders whose files are compiled in, and are then the room's `PackageResources`.
let embedded = [
    "Pages": "Files", "PaymentRules": "Policies", "Store": "Migrations", "StripeStub": "StripeJS/Files",
]

let programs: [(name: String, needs: [String])] = [
    ("fermata", ["App", "StripeStub", "HTTPServer", "Tokens", "Reactor", "Basics"]),
    ("stripe-stub", ["StripeStub", "HTTPServer", "Reactor", "Basics"]),
]

func dependencies(_ names: [String]) -> [Target.Dependency] {
    names.map { .byName(name: $0) }
}

/// What the tests of several rooms need; part of no program.
let testSupport: [Target] = [
    .target(
        name: "TestSupport", dependencies: dependencies(["Basics"]), path: "Tests/TestSupport",
        swiftSettings: strict)
]

let tests: [(name: String, needs: [String])] = [
    ("BasicsTests", ["Basics"]),
    ("TokensTests", ["TestSupport", "Tokens", "HTTPServer", "Reactor", "Basics"]),
    ("ReactorTests", ["Reactor", "Basics"]),
    ("HTTPServerTests", ["TestSupport", "HTTPServer", "Reactor", "Basics"]),
    ("CurlClientTests", ["TestSupport", "CurlClient", "HTTPServer", "Reactor", "Basics"]),
    ("StripeClientTests", ["TestSupport", "StripeClient", "CurlClient", "HTTPServer", "Reactor", "Basics"]),
    ("PaymentRulesTests", ["PaymentRules", "Basics"]),
    ("StoreTests", ["TestSupport", "Store", "PaymentRules", "Reactor", "Basics"]),
    ("StripeStubTests", ["StripeStub", "HTTPServer", "CurlClient", "Reactor", "Basics"]),
    (
        "PaymentsTests",
        [
            "TestSupport", "Payments", "PaymentRules", "Store", "StripeClient", "StripeStub", "Reactor",
            "Basics",
        ]
    ),
    (
        "SimulationTests",
        [
            "TestSupport", "Payments", "PaymentRules", "Store", "StripeClient", "StripeStub", "Reactor",
            "Basics",
        ]
    ),
    ("ProgramTests", ["TestSupport", "fermata", "stripe-stub", "CurlClient", "Reactor", "Basics"]),
    (
        "AppTests",
        [
            "TestSupport", "App", "Payments", "StripeStub", "HTTPServer", "CurlClient", "Tokens", "Reactor",
            "Basics",
        ]
    ),
]

let package = Package(
    name: "fermata",
    platforms: [.macOS(.v15)],
    products: programs.map { .executable(name: $0.name, targets: [$0.name]) },
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CLinux"),
    ]
        + rooms.map {
            .target(
                name: $0.name, dependencies: dependencies($0.needs),
                resources: embedded[$0.name].map { [.embedInCode($0)] },
                swiftSettings: strict + onCallersThread)
        }
        + programs.map {
            .executableTarget(
                name: $0.name, dependencies: dependencies($0.needs), swiftSettings: strict + onCallersThread)
        }
        + testSupport
        + tests.map {
            .testTarget(name: $0.name, dependencies: dependencies($0.needs), swiftSettings: strict)
        }
)
