// At the start: all settings, typed and checked before anything is opened or sent.
package import Basics
internal import PaymentRules
package import Payments

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

package struct Settings: Sendable {
    package var stripe: StripeSettings
    package let listen: ListenSettings
    package let bookings: BookingSettings
    package let mail: MailSettings
    package let hooks: HookSettings
    package let marketplace: MarketplaceSettings
    /// nil when no key is set: nobody can sign in then.
    package let auth: AuthSettings?
    package let lessonsAuth: LessonsAuth
    /// Whether the airline sample's routes ask for no token.
    let areAirlineRoutesOpen: Bool
    /// Where people sign in who want a token with scopes, for the API's documentation.
    let authorizationURL: String
    package let limits: LimitSettings
    /// The server stands on a Stripe of its own; no key leaves the machine.
    package let isSandbox: Bool
    /// Where the sandbox's Stripe listens; 0 takes any free port.
    package let stubPort: UInt16
    /// Whether the log shows every step.
    package let showsDebug: Bool
    /// What is odd but no reason to stop: a sentence each, for the terminal. Never holds a value.
    package let warnings: [String]
}

extension Settings {
    /// Reads `.env` and the environment, which wins. All that is wrong is told in one failure.
    /// - Parameters:
    ///   - path: a settings file that must be there; nil reads `.env` of the working directory, if it is there.
    ///   - cores: how many loops `LOOPS` stands for when it is unset.
    package static func load(
        sandbox: Bool, path: String? = nil, process: @escaping Environment.Lookup = Environment.ofProcess,
        cores: Int = Settings.onlineCores
    ) throws(SettingsFailure) -> Settings {
        try load(try environment(path, process), sandbox: sandbox, cores: cores)
    }

    static func environment(
        _ path: String?, _ process: @escaping Environment.Lookup
    ) throws(SettingsFailure) -> Environment {
        do {
            let file = try EnvironmentFile.load(path ?? ".env")
            if let path, file == nil {
                throw SettingsFailure(problems: [.init(key: nil, text: "There is no file \(path).")])
            }
            return try Environment(process: process, file: file)
        } catch let failure as SettingsFailure {
            throw failure
        } catch {
            throw SettingsFailure(problems: [.init(key: nil, text: "\(error)")])
        }
    }

    package static func load(
        _ environment: Environment, sandbox: Bool, cores: Int = Settings.onlineCores
    ) throws(SettingsFailure) -> Settings {
        var reader = SettingsReader(environment)
        let stripe = StripeSettings.read(&reader, sandbox: sandbox)
        let listen = ListenSettings.read(&reader, cores: cores)
        let bookings = BookingSettings.read(&reader, sandbox: sandbox)
        let mail = MailSettings.read(&reader)
        let hooks = HookSettings.read(&reader)
        let marketplace = MarketplaceSettings.read(&reader, stripe: stripe)
        let auth = AuthSettings.read(&reader, sandbox: sandbox)
        let lessonsAuth = LessonsAuth.read(&reader, auth)
        let authorizationURL = reader.read(.authorizationURL, Self.parseAuthorizationURL)
        let areAirlineRoutesOpen = readAirlineRoutes(&reader, listen)
        let limits = LimitSettings.read(&reader, sandbox: sandbox)
        let stubPort = reader.port(.stubPort)
        let showsDebug = reader.read(.logLevel, Self.parseShowsDebug)
        guard reader.problems.isEmpty, let stripe, let listen, let bookings, let mail, let marketplace,
            let lessonsAuth, let authorizationURL, let stubPort, let showsDebug
        else {
            throw SettingsFailure(problems: reader.problems)
        }
        return Settings(
            stripe: stripe, listen: listen, bookings: bookings, mail: mail, hooks: hooks,
            marketplace: marketplace, auth: auth, lessonsAuth: lessonsAuth,
            areAirlineRoutesOpen: areAirlineRoutesOpen,
            authorizationURL: authorizationURL, limits: limits,
            isSandbox: sandbox, stubPort: stubPort, showsDebug: showsDebug,
            warnings: warnings(environment, stripe: stripe, listen: listen, sandbox: sandbox)
                + bookings.policy.notices)
    }

    private static func readAirlineRoutes(_ reader: inout SettingsReader, _ listen: ListenSettings?) -> Bool {
        let isOpen = reader.isYes(.airlineRoutesOpen)
        if isOpen, let listen, !listen.host.isLoopback {
            reader.refuse(
                .airlineRoutesOpen, "lets other machines move money without a token: leave it away, or HOST")
        }
        return isOpen
    }

    private static func parseShowsDebug(_ text: String) throws(UnfitValue) -> Bool {
        guard ["debug", "info"].contains(text) else { throw UnfitValue("must be debug or info") }
        return text == "debug"
    }

    private static func parseAuthorizationURL(_ text: String) throws(UnfitValue) -> String {
        // The origin has its own rules; a path or a query may follow it.
        let path = text.drop(while: { $0 != ":" }).dropFirst(3).firstIndex { "/?".contains($0) }
        guard Origin(String(text[..<(path ?? text.endIndex)])) != nil,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw UnfitValue("must be an address such as https://sign-in.example.com/oauth/authorize") }
        return text
    }

    package static var onlineCores: Int {
        Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    private static func warnings(
        _ environment: Environment, stripe: StripeSettings, listen: ListenSettings, sandbox: Bool
    ) -> [String] {
        let known = Set(SettingKey.all.map(\.name))
        var warnings = environment.warnings
        for name in environment.fileNames where !known.contains(name) {
            warnings.append("\(name) in the settings file is no setting of the server: is it misspelt?")
        }
        if stripe.publishableKey == nil {
            warnings.append("STRIPE_PUBLISHABLE_KEY is not set: browsers cannot take cards")
        }
        if sandbox, environment.value(SettingKey.stripeBase.name) != nil {
            warnings.append("STRIPE_API_BASE has no effect with --sandbox, which has a Stripe of its own")
        }
        if sandbox, environment.value(SettingKey.stripeScript.name) != nil {
            warnings.append("STRIPE_JS_URL has no effect with --sandbox, which has a Stripe.js of its own")
        }
        if let path = listen.staticDirectory, !StaticFolder(path).exists {
            warnings.append("STATIC_DIR is no folder: \(path). The shop's own pages are served")
        }
        if !listen.host.isLoopback {
            warnings.append("HOST lets other machines in, and the server asks nobody who they are")
        }
        return warnings
    }
}
