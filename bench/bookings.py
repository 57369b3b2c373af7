# Measures bookings: how many a second beside a peer, what a kill loses, and lists and jobs with many bookings.
# Called by scripts/bench, which has installed and built what this needs.
import argparse
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import crash
import many
import report
import school
from servers import HERE

# Name, connections.
RUNS = (("one", 1), ("sixteen", 16))
PEERS = ("fermata", "fastapi")


class Hours:
    """Hands out hours of the instructors', each once a server."""

    def __init__(self, base):
        self.base = base
        self.next = dict.fromkeys(PEERS, 0)


def load(server, token, hours, connections, seconds):
    """One run of wrk: (req/s, p50 ms, p99 ms, CPU seconds a thousand requests)."""
    first = hours.next[server.name]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", HERE / "bookings.lua",
               f"http://127.0.0.1:{server.port}", "--", token, str(first), str(hours.base),
               str(school.INSTRUCTORS), str(school.STUDENTS)]
    before = server.cpu_seconds()
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 60).stdout
    cpu = server.cpu_seconds() - before
    line = next(line for line in output.splitlines() if line.startswith("figures "))
    requests, micros, p50, p99, errors = map(int, line.split()[1:])
    if errors or not requests:
        raise SystemExit(f"bench: {server.name}: {requests} requests, {errors} errors\n{output}")
    # Those under way at the end took an hour too.
    hours.next[server.name] = first + requests + 2 * connections
    return requests * 1e6 / micros, p50 / 1000, p99 / 1000, cpu * 1000 / requests


def check(path, answered):
    """A server that answered 201 and held nothing would win."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    held = database.execute("SELECT COUNT(*) FROM bookings WHERE payment_status = 'authorized'").fetchone()[0]
    database.close()
    if held < answered:
        raise SystemExit(f"bench: {path} has {held} bookings with a hold, and {answered:.0f} were answered")


def rounds(servers, paths, token, hours, options):
    samples = {}
    answered = dict.fromkeys(PEERS, 0)
    for number in range(options.rounds):
        for run, connections in RUNS:
            for peer in PEERS if number % 2 == 0 else PEERS[::-1]:
                sample = load(servers[peer], token, hours, connections, options.seconds)
                samples.setdefault((run, peer), []).append(sample)
                answered[peer] += int(sample[0] * options.seconds * 0.99)
                check(paths[peer], answered[peer])
        print(f"round {number + 1} of {options.rounds} done", file=sys.stderr)
    return samples


def flush_ms(folder, times=50):
    """What this disk takes for one commit: a page written to the end of a file and flushed."""
    path = folder / "flush"
    took = []
    with open(path, "wb", buffering=0) as file:
        for _ in range(times):
            file.write(b"x" * 4096)
            began = time.monotonic()
            os.fdatasync(file.fileno())
            took.append((time.monotonic() - began) * 1000)
    path.unlink()
    return median(took)


def speed(options, workspace):
    stub = school.Stub(options.stub, workspace)
    running = [stub.server]
    try:
        folder = workspace / "data"
        database = school.make_database(options.binary, folder)
        school.add_people(database, stub.customers(school.STUDENTS))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        token = school.token(options.binary, folder)
        fastapi = school.start_fastapi(options.venv, folder / "fermata.db", workspace)
        running.append(fastapi)
        fermata = school.start_fermata(options.binary, folder, workspace)
        running.append(fermata)
        # What a start leaves to do is no part of anyone's figures.
        time.sleep(2)
        hours = Hours(int(time.time()) // 3600 * 3600 + 7200)
        paths = {"fermata": folder / "fermata.db", "fastapi": workspace / "fastapi/bookings.db"}
        flushes = [flush_ms(workspace)]
        samples = rounds({"fermata": fermata, "fastapi": fastapi}, paths, token, hours, options)
        flushes.append(flush_ms(workspace))
    finally:
        for server in reversed(running):
            server.stop()
    return samples, flushes


def speed_lines(samples, flushes):
    lines = ["%-24s %8s %17s %8s %8s %11s" % (
        "POST /bookings", "req/s", "least to most", "p50 ms", "p99 ms", "CPU s/1000")]
    figures = report.medians(samples)
    for run, connections in RUNS:
        for peer in PEERS:
            rates = [sample[0] for sample in samples[run, peer]]
            name = f"{peer}, {connections} " + ("connection" if connections == 1 else "connections")
            lines.append("%-24s %8.0f %8.0f %8.0f %8.2f %8.2f %11.4f" % (
                name, figures[run, peer][0], min(rates), max(rates), *figures[run, peer][1:]))
    lines += [f"one flush of the disk: {flushes[0]:.1f} ms before, {flushes[1]:.1f} ms after", ""]

    def ratio(run, column):
        return figures[run, "fermata"][column] / figures[run, "fastapi"][column]

    goals = [
        ("1 connection, req/s : FastAPI x2", ratio("one", 0), "x", 2, 10, True),
        ("16 connections, req/s : FastAPI x2", ratio("sixteen", 0), "x", 5, 10, True),
        ("16 connections, FastAPI x2 : CPU", 1 / ratio("sixteen", 3), "x", 8, 10, True),
    ]
    return lines, goals


def killed(options, workspace):
    stub = school.Stub(options.stub, workspace)
    try:
        folder = workspace / "killed"
        database = school.make_database(options.binary, folder)
        school.add_people(database, stub.customers(school.STUDENTS))
        database.close()
        base = int(time.time()) // 3600 * 3600 + 7200
        return crash.measure(options.binary, stub, folder, workspace, school.token(options.binary, folder), base)
    finally:
        stub.server.stop()


def main():
    parser = argparse.ArgumentParser(prog="bench/bookings.py")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--record", type=Path, metavar="PAGE")
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--stub", type=Path, required=True)
    parser.add_argument("--venv", type=Path, required=True)
    options = parser.parse_args()
    # So that the servers are stopped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="fermata-bench-") as folder:
        workspace = Path(folder)
        samples, flushes = speed(options, workspace)
        table, goals = speed_lines(samples, flushes)
        crash_lines = killed(options, workspace)
        many_lines, many_goals = many.measure(options.binary, workspace)
    lines = [
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores; medians of {options.rounds} rounds of "
        f"{options.seconds} s", "", *table, *crash_lines, "", *many_lines, "", *report.goal_lines(goals + many_goals)]
    print("\n".join(lines))
    if options.record:
        report.record(options.record, lines, "figures of the bookings")


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
