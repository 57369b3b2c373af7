// On an answer's way: policies in sentences, and a form to try one on the cancels and no-shows there were.
internal import Basics
internal import PaymentRules
internal import Payments

struct PoliciesPage {
    let shelf: PolicyShelf
    /// How far back a rehearsal goes.
    let days: Int64
    /// nil before anything was tried.
    let trial: PolicyTrial?
    let frame: AdminFrame

    /// Of those that differ; the sum counts all.
    private static let differencesMax = 100

    var html: HTML {
        frame.page(
            "Policies", at: .policies,
            """
            \(outcome)
                <section class="card" aria-labelledby="in-force">
                  <h2 id="in-force">In force: \(shelf.inForce.title)</h2>
            \(rules(shelf.inForce))
                </section>
            \(form)
                <section class="card" aria-labelledby="earlier">
                  <h2 id="earlier">Earlier ones</h2>
            \(earlier)
                </section>
            """)
    }

    private func rules(_ policy: Policy) -> HTML {
        """
              <p class="muted">Its name is \(policy.name). A booking is settled by the policy it was made under.</p>
              <ul class="rules">
        \(HTML(lines: policy.sentences.map { "        <li>\($0)</li>" }))
              </ul>
        """
    }

    private var earlier: HTML {
        guard !shelf.earlier.isEmpty else { return "      <p class=\"muted\">There were no others.</p>" }
        return HTML(
            lines: shelf.earlier.map { dated in
                """
                      <details>
                        <summary>\(dated.policy.title), first booked under on \(AdminText.time(dated.since))</summary>
                \(rules(dated.policy))
                      </details>
                """
            })
    }

    private var form: HTML {
        let text = trial?.text ?? String(decoding: shelf.inForce.canonicalJSON, as: UTF8.self)
        let name = RehearsalForm.Shape.shape.policy.name
        return """
                <form class="card" method="post" action="/admin/policies">
                  <h2>Rehearse another</h2>
                  \(frame.markField)
                  <label for="policy">A policy as JSON</label>
                  <textarea id="policy" name="\(name)" rows="10" spellcheck="false" maxlength="20000" \
            aria-describedby="policy-help">\(HTML(linesOf: text))</textarea>
                  <p id="policy-help" class="muted">It says what it would have made of the cancels and no-shows of \
            the last \(days) days. Nothing is changed: POLICY in the server's settings chooses the one in force.</p>
                  <button class="button" type="submit">Rehearse</button>
                </form>
            """
    }

    // MARK: What was tried

    private var outcome: HTML {
        switch trial?.outcome {
        case nil: return ""
        case .refused(let failure):
            return """
                    <p class="card" role="alert">The policy cannot be used: \(failure.description)</p>
                """
        case .rehearsed(let policy, let rehearsal):
            return """
                    <section class="card" aria-labelledby="rehearsed">
                      <h2 id="rehearsed">Rehearsed: \(policy.title)</h2>
                      <p role="status"><strong>\(Int64(rehearsal.differences.count)) of \(Int64(rehearsal.count)) \
                cancels and no-shows of the last \(days) days would have been settled otherwise.</strong></p>
                \(totals(rehearsal))
                \(differences(rehearsal))
                      <details><summary>The policy in sentences</summary>
                \(rules(policy))
                      </details>
                    </section>
                """
        }
    }

    /// What the shop would have kept more or less, by currency.
    private func totals(_ rehearsal: PolicyRehearsal) -> HTML {
        let byCurrency = Dictionary(grouping: rehearsal.differences, by: \.currency.code)
        let lines = byCurrency.sorted { $0.key < $1.key }.compactMap { _, differences -> HTML? in
            guard let currency = differences.first?.currency else { return nil }
            let (was, would) = differences.reduce((Int64(0), Int64(0))) { sum, difference in
                (sum.0 + difference.was.taken, sum.1 + difference.would.taken)
            }
            return """
                      <p>Of these the shop took \(AdminText.money(was, currency)), and would have taken \
                \(AdminText.money(would, currency)).</p>
                """
        }
        return HTML(lines: lines)
    }

    private func differences(_ rehearsal: PolicyRehearsal) -> HTML {
        guard !rehearsal.differences.isEmpty else { return "" }
        let rows = rehearsal.differences.suffix(Self.differencesMax).reversed().map { difference -> HTML in
            let (was, would) = (difference.was, difference.would)
            let currency = difference.currency
            return """
                      <tr><th scope="row">\
                <a href="/admin/bookings?q=\(difference.booking)">\(difference.booking)</a></th>\
                <td>\(difference.end.text), \(AdminText.time(difference.endedAt))</td>\
                <td class="amount">\(Self.change(was.keep, would.keep, currency))</td>\
                <td class="amount">\(Self.change(was.credit, would.credit, currency))</td>\
                <td class="amount">\(Self.change(was.giveBack, would.giveBack, currency))</td></tr>
                """
        }
        let more: HTML =
            rehearsal.differences.count > Self.differencesMax
            ? "      <p class=\"muted\">There are more: these are the newest bookings.</p>" : ""
        return """
                  <div class="table" tabindex="0" role="group" aria-label="What would have changed"><table>
                    <thead><tr><th scope="col">Booking</th><th scope="col">End</th>\
            <th scope="col" class="amount">Kept</th><th scope="col" class="amount">Credit</th>\
            <th scope="col" class="amount">Given back</th></tr></thead>
                    <tbody>
            \(HTML(lines: Array(rows)))
                    </tbody>
                  </table></div>
            \(more)
            """
    }

    private static func change(_ was: Int64, _ would: Int64, _ currency: Currency) -> String {
        let (before, after) = (AdminText.money(was, currency), AdminText.money(would, currency))
        return before == after ? before : "\(before) → \(after)"
    }
}
