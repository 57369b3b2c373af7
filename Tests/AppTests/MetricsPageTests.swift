// The metrics as a whole: what Prometheus' conventions ask of them, and what is watched over the house.
import Basics
import CurlClient
import Foundation
import Payments
import StripeStub
import Testing

@Suite("The page of metrics", .timeLimit(.minutes(5)), .serialized)
struct MetricsPageTests {
    @Test("each metric has its help and its type once, a name as Prometheus wants it, and no sample twice")
    func conventions() async throws {
        try await Desk.open { desk in
            _ = try await desk.held()
            try await desk.shop.run(.reapKeys)
            let page = try MetricsPage(try await desk.shop.getRaw("/metrics").body)
            #expect(page.types.count > 25)
            for (name, type) in page.types {
                #expect(name.wholeMatch(of: #/(fermata|process)_[a-z0-9]+(_[a-z0-9]+)*/#) != nil, "\(name)")
                #expect((type == "counter") == name.hasSuffix("_total"), "\(name) is a \(type)")
            }
            #expect(Set(page.samples.map(\.series)).count == page.samples.count)
            // What a caller sent is in no label: ids and raw paths would be series without end.
            #expect(page.samples.allSatisfy { !$0.series.contains(#/(pi|cus|pm)_[A-Za-z0-9]/#) })
        }
    }

    @Test("open holds, the next one's end, what is owed to whom since when, and a ledger that adds up")
    func house() async throws {
        try await Desk.open { desk in
            let nothing = try await Self.figures(desk)
            #expect(nothing["fermata_holds_open"] == "0")
            #expect(nothing["fermata_hold_next_end_seconds"] == "NaN")
            #expect(nothing[#"fermata_outbox_oldest_seconds{channel="mail"}"#] == "0")
            #expect(nothing["fermata_ledger_drift"] == "0")

            desk.advance(15)
            let booking = try await desk.held()
            desk.advance(15)
            let one = try await Self.figures(desk)
            #expect(one["fermata_holds_open"] == "1")
            let answer = try await desk.get("/bookings/\(booking)")
            let end = try #require(
                answer.json["booking"]?["authorization_expires_at"]?.string, "\(answer.text)")
            let seconds = try CivilTime.unixSeconds(rfc3339: end) - desk.now
            #expect(one["fermata_hold_next_end_seconds"] == "\(seconds)")
            #expect(one[#"fermata_outbox_oldest_seconds{channel="mail"}"#] == "15")
            #expect(one[#"fermata_outbox_oldest_seconds{channel="webhook"}"#] == "0")
            #expect(one["fermata_ledger_drift"] == "0")
        }
    }

    @Test("the process, the release, the jobs' periods and their heartbeat")
    func process() async throws {
        try await Desk.open { desk in
            let figures = try await Self.figures(desk)
            #expect(figures[#"fermata_build_info{version="0.1.0"}"#] == "1")
            #expect(figures[#"fermata_job_period_seconds{job="deliver_outbox"}"#] == "10")
            #expect(figures["fermata_jobs_heartbeat_timestamp_seconds"] == "\(desk.now)")
            #if os(Linux)
                let started = try #require(figures["process_start_time_seconds"].flatMap { Int64($0) })
                #expect((WallClock.system.nowSeconds - 3600...WallClock.system.nowSeconds).contains(started))
                #expect(
                    try #require(figures["process_resident_memory_bytes"].flatMap { Int64($0) }) > 1_000_000)
                let open = try #require(figures["process_open_fds"].flatMap { Int64($0) })
                let most = try #require(figures["process_max_fds"].flatMap { Int64($0) })
                #expect(open > 3 && open < most)
                #expect(figures["process_cpu_seconds_total"] != nil)
            #endif
        }
    }

    @Test(
        "every metric that the dashboard and the alerts name is there",
        arguments: [
            "grafana-dashboard.json", "prometheus-alerts.yml",
        ])
    func named(file: String) async throws {
        let text = try String(contentsOf: Self.deploy.appending(path: file), encoding: .utf8)
        let named = Set(text.matches(of: #/\b(fermata|process)_[a-z0-9_]+\b/#).map { String($0.output.0) })
        #expect(named.count >= 12)
        try await Desk.open { desk in
            let page = try MetricsPage(try await desk.shop.getRaw("/metrics").body)
            #expect(named.subtracting(page.names) == [])
        }
    }

    private static let deploy = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "deploy")

    private static func figures(_ desk: Desk) async throws -> [String: String] {
        let page = try MetricsPage(try await desk.shop.getRaw("/metrics").body)
        return Dictionary(uniqueKeysWithValues: page.samples.map { ($0.series, $0.value) })
    }
}
