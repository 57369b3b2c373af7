// The program: a Stripe on a port, until it is told to stop.
import Foundation

exit(StubCommand.run(CommandLine.arguments.dropFirst()))
