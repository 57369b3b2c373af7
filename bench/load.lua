-- What wrk sends, and one line of figures at the end: requests, microseconds, p50, p99, errors.
init = function(arguments)
    if arguments[1] == "post" then
        wrk.method = "POST"
        wrk.body = '{"customer_id":"cus_Bench","amount":1250,"description":"Guitar lesson"}'
        wrk.headers["Content-Type"] = "application/json"
    end
end

done = function(summary, latency, requests)
    local e = summary.errors
    print(string.format("figures %d %d %d %d %d", summary.requests, summary.duration,
        latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
