# Beside the school's day: its figures, and where they are written.
from collections import defaultdict


def lines(options, database_url, clients, records, figures, quiet, took, verified):
    by_door, statuses, unanswered = defaultdict(list), defaultdict(int), 0
    for client in clients:
        for door, seconds, status in client.told:
            if status:
                by_door[door].append(seconds * 1000)
                statuses[status] += 1
            else:
                unanswered += 1
    answered = sum(map(len, by_door.values()))
    told = sum(record.was_told for record in records)
    result = [
        f"{'PostgreSQL, two processes' if database_url else 'SQLite, one process'}; {options.clients} clients, "
        f"{options.seconds} s, seed {options.seed}; killed (SIGKILL) and started again twice",
        f"{answered} answers, {answered / options.seconds:.0f} a second; {unanswered} requests lost their connection; "
        f"{sum(count for status, count in statuses.items() if status >= 500)} answers above 499, all asked again",
        f"{len(records)} stories moved money, {told} were told so; of {sum(client.unknown for client in clients)} "
        "requests nobody ever knew what became of them",
        "", "%-14s %9s %9s %9s" % ("door", "answers", "p50 ms", "p99 ms")]
    for door in sorted(by_door):
        times = sorted(by_door[door])
        result.append("%-14s %9d %9.1f %9.1f" % (
            door, len(times), times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)]))
    result += ["", "of the last process: %.1f MB when it had started, %.1f after its warming up, %.1f at the day's end;"
               % (figures["started"][0], figures["warm"][0], figures["end"][0]),
               f"descriptors {figures['started'][1]}, {figures['end'][1]}, and {quiet[1]} when all had gone home",
               f"all callers had their answers {took - options.seconds:.0f} s after the day; "
               f"fermata verify: {verified}"]
    return result


def record(page, engine, result):
    """Puts the figures between their marks."""
    begin, end = (f"<!-- {which}figures of the school's day on {engine} -->" for which in ("", "end of "))
    text = page.read_text()
    head, _, rest = text.partition(begin)
    _, is_closed, tail = rest.partition(end)
    if not is_closed:
        raise SystemExit(f"school-day: {page} has lost its marks: {begin} and {end}")
    page.write_text("\n".join([head + begin, "```text", *result, "```", end + tail]))
