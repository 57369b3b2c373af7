// Beside the tables of the rules: prints them for the documentation, so that its pages cannot drift from the code.

/// Cells are plain words; each line ends with a newline.
func markdownTable(head: [String], rows: [[String]]) -> String {
    ([head, head.map { _ in "---" }] + rows)
        .map { "| \($0.joined(separator: " | ")) |\n" }
        .joined()
}
