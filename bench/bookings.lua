-- What wrk sends to POST /bookings: each request another hour of another instructor's, under a key of its own.
-- Arguments: token, the first hour's number, when the hours begin, instructors, students.
init = function(arguments)
    token, slot, base = arguments[1], tonumber(arguments[2]), tonumber(arguments[3])
    instructors, students = tonumber(arguments[4]), tonumber(arguments[5])
    headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
end

request = function()
    local starts = base + math.floor(slot / instructors) * 1800
    local body = string.format(
        '{"student_id":%d,"instructor_id":%d,"starts_at":%d,"ends_at":%d,"amount_cents":4500}',
        slot % students + 1, slot % instructors + 1, starts, starts + 1800)
    headers["Idempotency-Key"] = "bench-" .. slot
    slot = slot + 1
    return wrk.format("POST", "/bookings", headers, body)
end

done = function(summary, latency, requests)
    local e = summary.errors
    print(string.format("figures %d %d %d %d %d", summary.requests, summary.duration,
        latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
