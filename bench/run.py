# Runs the benchmark: starts everything, checks it, lets the servers take turns, prints the figures.
# Called by scripts/bench, which has installed and built what this needs.
import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import report
from servers import HERE, PEER_PORTS, Tools, ask, start_fake, start_peer

PEERS = tuple(PEER_PORTS)
BODY = b'{"customer_id":"cus_Bench","amount":1250,"description":"Guitar lesson"}'
# Name, connections, path, which Stripe stands behind.
RUNS = (("healthz", 64, "/healthz", "fast"), ("post", 64, "/schedule-lesson", "fast"),
        ("late", 256, "/schedule-lesson", "late"))


def check(server):
    """A server that answers something else quickly would win."""
    status, answer = ask(server.port, "POST", "/schedule-lesson", BODY)
    intent = json.loads((HERE / "fake/intent.json").read_text())
    # Chunked answers have sizes between their lines; the id and the secret say that the intent is there.
    if status != 200 or any(intent[name].encode() not in answer for name in ("id", "client_secret")):
        raise SystemExit(f"bench: {server.name} answers {status} {answer[:300]!r}\n{server.log.read_text()[-2000:]}")


def load(server, connections, path, seconds):
    """One run of wrk: (req/s, p50 ms, p99 ms, CPU seconds a thousand requests)."""
    kind = "get" if path == "/healthz" else "post"
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", HERE / "load.lua",
               f"http://127.0.0.1:{server.port}{path}", "--", kind]
    before = server.cpu_seconds()
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 60).stdout
    cpu = server.cpu_seconds() - before
    line = next(line for line in output.splitlines() if line.startswith("figures "))
    requests, micros, p50, p99, errors = map(int, line.split()[1:])
    if errors or not requests:
        raise SystemExit(f"bench: {server.name} {path}: {requests} requests, {errors} errors\n{output}")
    return requests * 1e6 / micros, p50 / 1000, p99 / 1000, cpu * 1000 / requests


def rounds(servers, options):
    samples = {}
    memory = {}
    for peer in PEERS:
        memory[peer] = {"idle": servers[peer, "fast"].memory_mb(), "busy": (0.0, 0.0)}
    for number in range(options.rounds):
        for run, connections, path, stripe in RUNS:
            # Each round begins with another server: none is always the one after the same neighbour.
            for peer in PEERS[number % len(PEERS):] + PEERS[:number % len(PEERS)]:
                server = servers[peer, stripe]
                samples.setdefault((run, peer), []).append(load(server, connections, path, options.seconds))
                memory[peer]["busy"] = max(memory[peer]["busy"], server.memory_mb())
        print(f"round {number + 1} of {options.rounds} done", file=sys.stderr)
    return samples, memory


def start_seconds(tools, times=7):
    """From the start of the process to its first answer, beside what this machine takes to start Python."""
    python, fermata = [], []
    for _ in range(times):
        began = time.monotonic()
        subprocess.run(["python3", "-c", "pass"], check=True)
        python.append(time.monotonic() - began)
        server = start_peer("fermata", "fast", tools)
        try:
            fermata.append(server.wait_until_answering())
        finally:
            server.stop()
    return {"python": median(python), "fermata": median(fermata)}


def binary_sizes(options, workspace):
    """MB of the program as linked, and of the one with Swift's libraries in it, stripped."""
    sizes = {"dynamic": options.binary.stat().st_size / 1e6}
    if options.static:
        stripped = workspace / "fermata-static"
        subprocess.run(["strip", "-o", stripped, options.static], check=True)
        sizes["static"] = stripped.stat().st_size / 1e6
    return sizes


def versions(tools):
    def said(*command):
        result = subprocess.run(command, capture_output=True, text=True)
        return (result.stdout + result.stderr).strip().splitlines()[0]

    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "unknown")
    script = "import fastapi, uvicorn, stripe; print(fastapi.__version__, uvicorn.__version__, stripe.VERSION)"
    express = "process.stdout.write(require('express/package.json').version)"
    os.environ["NODE_PATH"] = "/usr/share/nodejs"
    return [
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, {model}, Linux {platform.release()}",
        said("swift", "--version"),
        said("nginx" if shutil.which("nginx") else "/usr/sbin/nginx", "-v"),
        f"node {said('node', '--version')}, Express {said('node', '-e', express)}",
        f"Python {platform.python_version()}, FastAPI, uvicorn, stripe {said(tools.venv / 'bin/python', '-c', script)}",
    ]


def measure(options, workspace):
    tools = Tools(options.binary, options.venv, workspace)
    running = [start_fake(workspace)]
    try:
        running[0].wait_until_answering("/v1/payment_methods")
        start = start_seconds(tools)
        servers = {}
        for peer in PEERS:
            for stripe in ("fast", "late"):
                server = servers[peer, stripe] = start_peer(peer, stripe, tools)
                running.append(server)
                server.wait_until_answering()
                check(server)
        # What a start leaves to do is no part of anyone's figures.
        time.sleep(1)
        samples, memory = rounds(servers, options)
    finally:
        for server in reversed(running):
            server.stop()
    sizes = binary_sizes(options, workspace)
    figures = report.medians(samples)
    return [
        *versions(tools), f"medians of {options.rounds} rounds of {options.seconds} s", "",
        *report.tables(figures, memory, PEERS), "",
        f"start to first answer: {start['fermata'] * 1000:.1f} ms; python3 -c pass: {start['python'] * 1000:.1f} ms",
        "binary: " + ", ".join(f"{name} {size:.1f} MB" for name, size in sizes.items()), "",
        *report.goal_lines(report.goals(figures, memory, start, sizes)),
    ]


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--record", type=Path, metavar="PAGE")
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--static", type=Path)
    parser.add_argument("--venv", type=Path, required=True)
    options = parser.parse_args()
    # So that the servers are stopped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="fermata-bench-") as folder:
        os.chmod(folder, 0o755)
        lines = measure(options, Path(folder))
    print("\n".join(lines))
    if options.record:
        report.record(options.record, lines)


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
