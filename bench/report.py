# What the rounds say: a table of medians, and the ratios that the server is held to.
from statistics import median

RUNS = ("healthz", "post", "late")
COLUMNS = "server", "req/s", "p50 ms", "p99 ms", "CPU s/1000"
TITLES = {
    "healthz": "GET /healthz, 64 connections",
    "post": "POST /schedule-lesson, 64 connections, Stripe answers at once",
    "late": "POST /schedule-lesson, 256 connections, Stripe answers 150 ms late",
}


def medians(samples):
    """{(run, peer): [Sample]} to {(run, peer): (req/s, p50 ms, p99 ms, CPU s/1000)}."""
    return {key: tuple(median(column) for column in zip(*rounds)) for key, rounds in samples.items()}


def tables(figures, memory, peers):
    lines = []
    for run in RUNS:
        lines += [TITLES[run], "%-10s %10s %9s %9s %11s" % COLUMNS]
        for peer in peers:
            lines.append("%-10s %10.0f %9.2f %9.2f %11.4f" % (peer, *figures[run, peer]))
        lines.append("")
    lines += ["Memory, MB: all processes of the server; PSS counts shared pages once",
              "%-10s %9s %9s %9s %9s" % ("server", "idle RSS", "idle PSS", "busy RSS", "busy PSS")]
    for peer in peers:
        lines.append("%-10s %9.1f %9.1f %9.1f %9.1f" % (peer, *memory[peer]["idle"], *memory[peer]["busy"]))
    return lines


def goals(figures, memory, start, sizes):
    """(what, value, unit, at least, aim, more is better), in the order of the page."""
    def ratio(run, column, peer):
        return figures[run, "fermata"][column] / figures[run, peer][column]

    rivals = [figures["late", peer][0] for peer in ("nginx", "express", "fastapi")]
    rows = [
        ("healthz req/s : nginx", ratio("healthz", 0, "nginx"), "x", 0.7, 0.9, True),
        ("healthz CPU : nginx", ratio("healthz", 3, "nginx"), "x", 1.3, 1.0, False),
        ("POST req/s : nginx", ratio("post", 0, "nginx"), "x", 0.65, 0.85, True),
        ("POST CPU : nginx", ratio("post", 3, "nginx"), "x", 1.5, 1.2, False),
        ("POST req/s : Express x2", ratio("post", 0, "express"), "x", 4, 6, True),
        ("POST req/s : FastAPI x2", ratio("post", 0, "fastapi"), "x", 30, 50, True),
        ("POST +150 ms p99 : nginx", ratio("late", 2, "nginx"), "x", 1.05, 1.01, False),
        ("POST +150 ms req/s : best peer", figures["late", "fermata"][0] / max(rivals), "x", 0.97, 1.0, True),
        ("memory idle, RSS", memory["fermata"]["idle"][0], "MB", 40, 25, False),
        ("memory busy, RSS", memory["fermata"]["busy"][0], "MB", 60, 35, False),
        ("start to first answer : python3 -c pass", start["fermata"] / start["python"], "x", 2, 1, False),
    ]
    if "static" in sizes:
        rows.append(("binary, static Swift, stripped", sizes["static"], "MB", 65, 25, False))
    return rows


def goal_lines(rows):
    lines = ["%-40s %9s %9s %9s  %s" % ("goal", "measured", "at least", "aim", "")]
    for what, value, unit, least, aim, more in rows:
        verdict = "aim" if reached(value, aim, more) else "ok" if reached(value, least, more) else "MISS"
        lines.append("%-40s %6.2f %-2s %6g %-2s %6g %-2s  %s" % (what, value, unit, least, unit, aim, unit, verdict))
    return lines


def reached(value, wanted, more_is_better):
    return value >= wanted if more_is_better else value <= wanted


def record(path, lines, what="figures"):
    """Puts the lines between two marks of the page."""
    begin, end = f"<!-- {what}: written by scripts/bench --record -->", f"<!-- end of {what} -->"
    text = path.read_text()
    head, found, rest = text.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"bench: {path} has lost its marks: {begin} and {end}")
    path.write_text("\n".join([head + begin, "```text", *lines, "```", end + tail]))
