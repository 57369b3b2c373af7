// At the start: what the command line asks for.
internal import App
internal import Basics

/// `fermata serve [--sandbox] [--env-file FILE]`, `report SUBJECT`, `token`, `version`, `help` and the commands of the
/// database.
enum Command {
    case serve(ServeOptions)
    case report(ReportOptions)
    case token(TokenOptions)
    case office(OfficeOptions)
    case copy(CopyOptions)
    case version
    case help
    case mistake(String)

    /// As sysexits.h has it, for who starts us from a script.
    static let usageExit: Int32 = 64

    init(_ arguments: ArraySlice<String>) {
        switch arguments.first {
        case "serve": self = Self.serve(arguments.dropFirst())
        case "report": self = Self.report(arguments.dropFirst())
        case "token": self = Self.token(arguments.dropFirst())
        case let command? where CopyOptions.commands.contains(command):
            self = Self.copy(command, arguments.dropFirst())
        case let command? where OfficeOptions.commands.contains(command):
            self = Self.office(command, arguments.dropFirst())
        case "version", "--version": self = .version
        case nil, "help", "--help", "-h": self = .help
        case let other?: self = .mistake("there is no command \(other)")
        }
    }

    private static func serve(_ arguments: ArraySlice<String>) -> Command {
        var options = ServeOptions()
        var rest = arguments
        while let argument = rest.popFirst() {
            switch argument {
            case "--sandbox": options.isSandbox = true
            case "--env-file":
                guard let path = rest.popFirst() else { return .mistake("--env-file wants a file's name") }
                options.settingsPath = path
            default: return .mistake("serve does not know \(argument)")
            }
        }
        return .serve(options)
    }

    private static func report(_ arguments: ArraySlice<String>) -> Command {
        do throws(ReportOptions.Mistake) {
            return .report(try ReportOptions(arguments))
        } catch {
            return .mistake(error.text)
        }
    }

    private static func token(_ arguments: ArraySlice<String>) -> Command {
        do throws(TokenOptions.Mistake) {
            return .token(try TokenOptions(arguments))
        } catch {
            return .mistake(error.text)
        }
    }

    private static func office(_ command: String, _ arguments: ArraySlice<String>) -> Command {
        do throws(OfficeOptions.Mistake) {
            return .office(try OfficeOptions(command, arguments))
        } catch {
            return .mistake(error.text)
        }
    }

    private static func copy(_ command: String, _ arguments: ArraySlice<String>) -> Command {
        do throws(CopyOptions.Mistake) {
            return .copy(try CopyOptions(command, arguments))
        } catch {
            return .mistake(error.text)
        }
    }

    func run() -> Int32 {
        switch self {
        case .serve(let options): return Serve(options).run()
        case .report(let options): return Report(options).run()
        case .token(let options): return Token(options).run()
        case .office(let options): return Office(options).run()
        case .copy(let options): return Copy(options).run()
        case .version:
            Terminal.write("fermata \(Version.text), \(Version.libraries)")
            return 0
        case .help:
            Terminal.write(Self.usage)
            return 0
        case .mistake(let what):
            Terminal.complain("fermata: \(what)\n\n\(Self.usage)")
            return Self.usageExit
        }
    }

    static let usage = """
        Usage: fermata COMMAND

          serve       start the server; settings come from .env and the environment
            --sandbox          stand on a Stripe that comes with it: no account, no key, no real money
            --env-file FILE    read the settings from FILE instead of .env
          report      print a report of the account: lesson-total or failed-payments
            --json, --csv      as the route answers it, or for a spreadsheet
            --since TIME       the last 36 hours when it is not given
            --until TIME       no end when it is not given
            --env-file FILE    as above
          token       print a token that the server believes, signed with its AUTH_JWT_SECRET
            --role ROLE        staff (when it is not given), instructor, student or service
            --sub ID           whose it is: the id of a student or an instructor
            --scope "A B"      what it is for, besides what the role may
            --ttl TIME         how long it is good: seconds, or 1h, 7d; 1h when it is not given
            --sandbox          for a server that was started with --sandbox
            --env-file FILE    as above
          jobs        print how the jobs went; when a server has the database's file, it runs them itself
            plan               what they will do with money within a day, and when
              --until TIME     or until then: 7d is in a week
              --apply          do what of it is due now, and nothing else
            run NAME           run one now
            --json             for programs
            --env-file FILE    as above
          policy rehearse FILE what another policy would have made of the cancels and no-shows there were
            --since TIME       of those since then
            --json, --env-file FILE
          migrate     bring the database's tables up to date, as serve does
          verify      compare the books with Stripe's, payment by payment; 1 is the exit code of a difference
            --since TIME       of what was charged since then; all when it is not given
            --json, --env-file FILE
          replay      take in again what Stripe has told
            --since TIME       since then, at most 30 days ago
            --json, --env-file FILE
          backup FILE copy the database to FILE, which is not there yet; a server may have it meanwhile
          restore FILE put such a copy in the database's place, and keep what was there
          move --to postgres://...  copy everything to an empty PostgreSQL
          version     print the version and those of the libraries
          help        print this
        """
}
