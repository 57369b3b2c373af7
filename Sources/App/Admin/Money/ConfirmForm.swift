// On an answer's way: a form of the desk's that does one thing, which it says before.
internal import HTTPServer
internal import Payments

struct ConfirmForm {
    let frame: AdminFrame
    /// Where it is sent.
    let path: String
    /// Stands in the form: sent twice, it is done once.
    let key: String

    /// - Parameters:
    ///   - sentence: what will happen.
    ///   - facts: what that means for whom.
    ///   - inputs: what is asked besides.
    func html(
        _ sentence: HTML, _ facts: [HTML] = [], button: String,
        _ fields: [(name: String, value: String)] = [], inputs: HTML = ""
    ) -> HTML {
        let hidden = ([(AdminActionPart().key.name, key)] + fields).map { name, value -> HTML in
            "      <input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
        }
        return """
                <form class="card" method="post" action="\(path)">
                  \(frame.markField)
            \(HTML(lines: hidden))
                  <p><strong>\(sentence)</strong></p>
            \(Self.list(facts))\(inputs)
                  <p><button class="button" type="submit">\(button)</button></p>
                </form>
            """
    }

    private static func list(_ facts: [HTML]) -> HTML {
        facts.isEmpty
            ? "" : "      <ul>\n\(HTML(lines: facts.map { "        <li>\($0)</li>" }))\n      </ul>\n"
    }

    /// A text that may be left empty. Each of a page's has a name of its own.
    static func note(_ id: String, _ label: String, _ name: String) -> HTML {
        """
              <p><label for="\(id)">\(label)</label>
              <input id="\(id)" name="\(name)" maxlength="500"></p>
        """
    }

    /// In place of a form for what cannot be done.
    static func alert(_ sentence: String) -> HTML { "    <p class=\"card\" role=\"alert\">\(sentence)</p>" }

    /// Asks the page of that path what a part comes to.
    static func part(_ path: String, label: String = "A part of it, such as 48.00") -> HTML {
        """
            <form class="card" method="get" action="\(path)">
              <p><label for="amount">\(label)</label>
              <input id="amount" name="\(PartQuery.Shape.shape.amount.name)" inputmode="decimal" required></p>
              <p><button class="button" type="submit">Say what it comes to</button></p>
            </form>
        """
    }
}
