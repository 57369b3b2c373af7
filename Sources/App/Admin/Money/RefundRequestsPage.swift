// On an answer's way: the refund requests that stand one way, the newest first.
internal import HTTPServer
internal import PaymentRules
internal import Payments

struct RefundRequestsPage {
    let query: AdminRefundsQuery
    /// One more than fits when there are more.
    let found: [NamedRefundRequest]
    let frame: AdminFrame

    var html: HTML {
        frame.page(
            "Refund requests", at: .refundRequests,
            """
                <p>\(statuses)</p>
                <section class="card" aria-label="Requests that are \(query.status.rawValue), the newest first">
            \(list)
                </section>
            """)
    }

    private var statuses: HTML {
        let links = RefundRequest.Status.allCases.map { status -> HTML in
            let current: HTML = status == query.status ? " aria-current=\"true\"" : ""
            return "<a href=\"\(Self.path(status, nil))\"\(current)>\(status.rawValue)</a>"
        }
        return HTML(lines: links)
    }

    private var list: HTML {
        let shown = found.prefix(Int(query.page.limit))
        guard let last = shown.last else { return "      <p class=\"muted\">Nothing to show.</p>" }
        let rows: HTML = "      <ul class=\"rows\">\n\(HTML(lines: shown.map(Self.row)))\n      </ul>"
        guard found.count > shown.count else { return rows }
        let link = Self.path(query.status, PageCursor.write(last.request.id))
        return "\(rows)\n      <p><a class=\"button\" rel=\"next\" href=\"\(link)\">Older ones</a></p>"
    }

    private static func path(_ status: RefundRequest.Status, _ cursor: String?) -> String {
        let names = AdminRefundsQuery.Shape.shape
        let page = cursor.map { "&\(names.page.cursor.name)=\($0)" } ?? ""
        return "\(AdminFrame.Place.refundRequests.rawValue)?\(names.status.name)=\(status.rawValue)\(page)"
    }

    /// Today's list has the same.
    static func row(_ named: NamedRefundRequest) -> HTML {
        let (request, currency) = (named.request, named.payment.currency)
        let amount = request.requestedAmount.map { AdminText.money($0, currency) } ?? "All"
        return """
                  <li>
                    <span class="what"><a href="\(RefundRequestPage.path(request.id))">Request \(request.id)</a>: \
            \(named.student.name)</span>
                    <span>\(amount) of payment \(request.paymentID), asked for on \
            \(AdminText.time(request.createdAt))</span>
                    <span>\(request.reason)</span>
                  </li>
            """
    }
}
