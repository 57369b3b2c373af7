# A day of a large school, called by scripts/school-day, which has built what this needs.
import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import books
import figures as report
from client import SECRET_KEY, Ask, Client, Wire
from house import AUTH_SECRET, HOOK_SECRET, WEBHOOK_SECRET, House
from people import People
from receiver import Receiver
from stories import SHARES

CLIENTS = 50
# Of all calls to Stripe: 2 % are errors, 1 % are done and cut off, some are slow or spoilt.
FAULTS = (
    ("error_503", 0.006), ("rate_limit", 0.003), ("lock_timeout", 0.004), ("key_in_use", 0.003), ("error_500", 0.002),
    ("error_500_after", 0.002), ("reset_before", 0.003), ("reset_after", 0.01), ("truncated_body", 0.002),
    ("garbage_body", 0.001), ("html_200", 0.001))
SLOW = ((0.05, 150), (0.005, 2000))
# When the day's two kills are, and from when on memory may not grow, as shares of the day.
KILLS, WARM = (0.2, 0.4), 0.6
GROWTH_MB_MAX = 32
# What was cut off is taken up within a minute and a half of a kill.
EVENING_SECONDS_MAX = {False: 300, True: 60}
# What does the work that waits, by its kind.
JOBS = {"moves of money": ("complete_operations", "authorize_due"), "events": ("apply_webhooks",),
        "mails and webhooks": ("deliver_outbox", "deliver_webhooks")}
JOB_ROUNDS_MAX, NEXT_DAY_ROUND, DAY_HOURS = 200, 5, 26
# Events that Stripe tells again, twice or in another order.
TOLD_AGAIN = (("twice", "payment_intent.canceled"), ("shuffled", "charge.refunded"), ("twice", "charge.captured"),
              ("once", None))


class Day:
    """What all clients share."""

    def __init__(self):
        self.is_over = threading.Event()
        self.is_given_up = threading.Event()
        self.lock = threading.Lock()
        self.receiver = Receiver()
        self.people = None
        self.hooks, self.seats, self.accounts, self.gone = set(), set(), set(), set()

    def begin(self, client):
        """The client's next story."""
        [make] = client.dice.choices([make for make, _ in SHARES], [share for _, share in SHARES])
        return make(self, client, f"{make.__name__}-{client.number}-{client.begun}")

    def hooks_wanted(self, name, event):
        with self.lock:
            self.hooks.add((name, event))

    def seat_taken(self, intent):
        with self.lock:
            self.seats.add(intent)

    def signed_up(self, email):
        with self.lock:
            self.accounts.add(email)

    def left(self, email):
        with self.lock:
            self.gone.add(email)
            self.accounts.discard(email)


def trouble(house, day, seconds, found):
    """The day's mishaps, in their order, and what the servers' processes are like meanwhile."""
    began = time.monotonic()
    figures = {"started": house.figures(0)}
    last = len(house.ports) - 1
    # The last process of the first port is watched; on PostgreSQL another one is killed too.
    plan = [(KILLS[0] * seconds, "kill", 0), (KILLS[1] * seconds, "kill", last),
            (WARM * seconds, "warm", None)]
    plan += [((0.1 + 0.2 * number) * seconds, "tell", again) for number, again in enumerate(TOLD_AGAIN)]
    for due, what, which in sorted(plan, key=lambda step: step[0]):
        time.sleep(max(0, began + due - time.monotonic()))
        if what == "kill":
            house.kill(which)
            time.sleep(0.3)
            house.start(which)
            figures["started"] = house.figures(0)
        elif what == "warm":
            figures["warm"] = house.figures(0)
        else:
            mode, kind = which
            house.stub.control("POST", "webhooks/deliver", {"mode": mode} | ({"type": kind} if kind else {}))
    time.sleep(max(0, began + seconds - time.monotonic()))
    figures["end"] = house.figures(0)
    if any(process.poll() is not None for process in house.servers):
        found.append("a server ended by itself")
    return figures


def rest(house, clients, day, found, is_hastened):
    """Stripe is well again; all that is under way comes to its end, and the clients go home."""
    house.stub.control("DELETE", "faults")
    day.is_over.set()
    if is_hastened:
        found.check("servers that did not stop well", [status for status in house.stop() if status])
        house.pass_time()
        for number in range(len(house.ports)):
            house.start(number)
    end = time.monotonic() + EVENING_SECONDS_MAX[is_hastened]
    for client in clients:
        client.join(max(0.1, end - time.monotonic()))
    found.check("clients that still waited in the evening", [client.asking for client in clients if client.is_alive()])
    day.is_given_up.set()
    for client in clients:
        client.join(60)
    house.stub.control("POST", "webhooks/deliver", {"mode": "once"})


def work_off(house, found):
    """What is owed, by the jobs' own command rather than by waiting for them; the servers are down.

    Stripe's 500 is Stripe's answer to that key for a day, so nobody knows before the next day what became of it.
    """
    for number in range(JOB_ROUNDS_MAX):
        waits = books.waiting(house)
        if not waits:
            return
        house.pass_time(DAY_HOURS if number == NEXT_DAY_ROUND else 0)
        for kind in waits:
            for job in JOBS[kind]:
                house.run("jobs", "run", job)
    found.append(f"work that nobody did: {waits}")


def close(house, found):
    """The servers end as their owner ends them, and the books are laid beside Stripe's."""
    figures = house.figures(0)
    found.check("servers that did not stop well", [status for status in house.stop() if status])
    work_off(house, found)
    replay = house.run("replay", "--since", "1h")
    if replay.returncode or " 0 wait for a job" not in replay.stdout:
        found.append(f"replay: {replay.stdout}{replay.stderr}")
    verify = house.run("verify")
    if verify.returncode:
        found.append(f"verify: {verify.stdout[-1500:]}{verify.stderr[-1500:]}")
    if not house.database_url:
        copied = house.run("backup", str(house.leaves / "backup.db"))
        if copied.returncode:
            found.append(f"backup: {copied.stderr}")
    else:
        dumped = dump(house.database_url)
        if dumped.returncode:
            found.append(f"pg_dump: {dumped.stderr}")
        (house.leaves / "dump.sql").write_text(dumped.stdout)
    return figures, verify.stdout.strip()


def dump(database_url):
    """Its own schema alone: others of the same server may go while they are read, and end the dump."""
    schema = subprocess.run(["psql", "-Atc", "SELECT current_schema()", database_url],
                            capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    return subprocess.run(["pg_dump", f"--schema={schema}", database_url],
                          capture_output=True, text=True, check=False, timeout=300)


def scan(house, day, found):
    """Nothing that was written has a card's number, a key, a secret or a token in it."""
    scripts = Path(__file__).resolve().parent.parent
    secrets = [AUTH_SECRET, HOOK_SECRET, WEBHOOK_SECRET, SECRET_KEY, day.people.staff]
    for command in ([scripts / "scan-cards", house.leaves],
                    [scripts / "scan-secrets", *(word for secret in secrets for word in ("--secret", secret)),
                     house.leaves]):
        scanned = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        if scanned.returncode:
            found.append(scanned.stdout[-2000:] + scanned.stderr[-500:])


def live(options, folder, database_url):
    """(lines of figures, findings)"""
    day, found = Day(), books.Findings()
    house = House(options.fermata, options.stub, folder, options.seed, database_url, day.receiver.port)
    try:
        for number in range(len(house.ports)):
            house.start(number)
        day.people = People(house)
        house.stub.control("POST", "faults", [{"kind": kind, "rate": rate} for kind, rate in FAULTS] + [
            {"kind": "delay", "rate": rate, "milliseconds": milliseconds} for rate, milliseconds in SLOW])
        clients = [Client(number, day, Wire(house.ports, house.stub.port, number), options.seed)
                   for number in range(options.clients)]
        began = time.monotonic()
        for client in clients:
            client.start()
        figures = trouble(house, day, options.seconds, found)
        rest(house, clients, day, found, options.hasten)
        took = time.monotonic() - began
        metrics = day.people.wire.send(Ask("reports", "GET", "/metrics", token=day.people.staff))
        (house.leaves / "metrics").write_text(metrics.text)
        (house.leaves / "answers").write_text("\n".join(text for client in clients for text in client.error_texts))
        quiet, verified = close(house, found)
        records = [record for client in clients for record in client.records]
        found.check("answers that no caller may get", [surprise for client in clients for surprise in client.surprises])
        found += books.compare(day, house, records)
        scan(house, day, found)
    finally:
        house.end()
        day.receiver.shutdown()
    growth = figures["end"][0] - figures["warm"][0]
    if growth > GROWTH_MB_MAX:
        found.append(f"memory grew by {growth:.1f} MB")
    if quiet[1] > figures["started"][1] + 2 * options.clients and not options.hasten:
        found.append(f"descriptors: {figures['started'][1]} at the start, {quiet[1]} at the end")
    return report.lines(options, database_url, clients, records, figures, quiet, took, verified), found


def main():
    parser = argparse.ArgumentParser(prog="school-day")
    parser.add_argument("--fermata", type=Path, required=True)
    parser.add_argument("--stub", type=Path, required=True)
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hasten", action="store_true")
    parser.add_argument("--leaves", type=Path)
    parser.add_argument("--record", type=Path)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="school-day-") as name:
        folder = Path(name)
        result, found = live(options, folder, os.environ.get("DATABASE_URL"))
        if options.leaves:
            shutil.copytree(folder / "leaves", options.leaves)
    print("\n".join(result))
    if options.record and not found:
        report.record(options.record, "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite", result)
    for finding in found:
        print(f"school-day: {finding}", file=sys.stderr)
    return 1 if found else 0


sys.exit(main())
