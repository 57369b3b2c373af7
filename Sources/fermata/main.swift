// The program: reads its arguments and hands over to a command.
import Foundation

exit(Command(CommandLine.arguments.dropFirst()).run().rawValue)
