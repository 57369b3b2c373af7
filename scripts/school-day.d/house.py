# Beside the school's day: the programs that it is lived in, what Linux tells of them, and what they leave behind.
import csv
import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.request
from pathlib import Path

from client import SECRET_KEY

WEBHOOK_SECRET = "whsec_the_school_day_listens_to_stripe"
HOOK_SECRET = "whsec_dGhlIHNjaG9vbCdzIGRheSB0ZWxscyBhbm90aGVyIHNlcnZpY2U="
AUTH_SECRET = "the secret of a school's day, long enough to sign its tokens"
# One call to Stripe; what a kill cut off is taken up a minute after it.
DEADLINE_SECONDS = 5
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stub:
    """A Stripe that posts what happens to the house."""

    def __init__(self, program, folder, seed, webhook_port):
        self.port = free_port()
        self.log = open(folder / "stub.log", "wb")
        self.process = subprocess.Popen(
            [program, "--port", str(self.port), "--seed", str(seed), "--quiet", "--raw-cards",
             "--webhook-url", f"http://127.0.0.1:{webhook_port}/webhook", "--webhook-secret", WEBHOOK_SECRET],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, cwd=folder)
        wait_until_answering(self.process, self.port, "/_stub/state")

    def control(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/_stub/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def state(self):
        return json.loads(self.control("GET", "state"))

    def dump(self, kind):
        start = 0
        while True:
            lines = self.control("GET", f"dump?type={kind}&from={start}&limit=1000").splitlines()
            yield from map(json.loads, lines)
            if len(lines) < 1000:
                return
            start += 1000


class House:
    """One server on SQLite, or two on one PostgreSQL."""

    def __init__(self, fermata, stub_program, folder, seed, database_url, hook_port):
        self.fermata = fermata
        self.folder = folder
        self.leaves = folder / "leaves"
        self.leaves.mkdir()
        self.database_url = database_url
        self.ports = [free_port() for _ in range(2 if database_url else 1)]
        self.stub = Stub(stub_program, folder, seed, self.ports[0])
        self.settings = {
            "STRIPE_SECRET_KEY": SECRET_KEY, "STRIPE_API_BASE": f"http://127.0.0.1:{self.stub.port}",
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET, "STRIPE_DEADLINE_SECONDS": str(DEADLINE_SECONDS),
            "AUTH_JWT_SECRET": AUTH_SECRET, "DATA_DIR": str(self.leaves / "data"), "LOOPS": "2",
            "WEBHOOK_URL": f"http://127.0.0.1:{hook_port}/", "WEBHOOK_SECRET": HOOK_SECRET, "WEBHOOK_PRIVATE": "yes",
            "RATE_LIMIT_REQUESTS": "off", "RATE_LIMIT_REQUESTS_ADDRESS": "off",
            "RATE_LIMIT_CARDS": "off", "RATE_LIMIT_CARDS_ADDRESS": "off",
            "STAFF_EMAIL": "staff@example.com",
        } | ({"DATABASE_URL": database_url} if database_url else {})
        self.servers = [None] * len(self.ports)
        self.starts = 0

    def start(self, number):
        self.starts += 1
        log = open(self.leaves / f"server-{number}-{self.starts}.log", "wb")
        process = subprocess.Popen(
            [self.fermata, "serve"], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
            env=os.environ | self.settings | {"PORT": str(self.ports[number])})
        log.close()
        self.servers[number] = process
        wait_until_answering(process, self.ports[number], "/livez")

    def kill(self, number):
        self.servers[number].send_signal(signal.SIGKILL)
        self.servers[number].wait()

    def stop(self):
        """As an owner does; every server says that it went well."""
        for process in self.servers:
            process.send_signal(signal.SIGTERM)
        return [process.wait(60) for process in self.servers]

    def end(self):
        for process in [*self.servers, self.stub.process]:
            if process and process.poll() is None:
                process.kill()
                process.wait()

    def run(self, *arguments):
        return subprocess.run(
            [self.fermata, *arguments], env=os.environ | self.settings, cwd=self.folder, capture_output=True,
            text=True, timeout=300, check=False)

    def token(self, role, subject=None, scope=None):
        more = (["--sub", subject] if subject else []) + (["--scope", scope] if scope else [])
        made = self.run("token", "--role", role, "--ttl", "1d", *more)
        if made.returncode:
            raise SystemExit(f"school-day: no token for {role}: {made.stderr}")
        return made.stdout.strip()

    def figures(self, number):
        """(resident MB, descriptors)"""
        process = self.servers[number].pid
        resident = int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE_BYTES
        return resident / 2**20, len(os.listdir(f"/proc/{process}/fd"))

    def rows(self, query):
        """What the database answers, each value as text or None."""
        if not self.database_url:
            database = sqlite3.connect(f"file:{self.leaves}/data/fermata.db?mode=ro", uri=True, timeout=20)
            try:
                return [tuple(None if value is None else str(value) for value in row)
                        for row in database.execute(query)]
            finally:
                database.close()
        output = self.psql("--csv", "--tuples-only", "--pset=null=\\N", "--command", query)
        return [tuple(None if value == "\\N" else value for value in row) for row in csv.reader(output.splitlines())]

    def pass_time(self, hours=0):
        """As if the minutes were over in which what a killed server was at is left to it, and so many hours more.

        The servers are down.
        """
        lapse = (f"UPDATE operations SET first_sent_at = first_sent_at - {hours * 3600} WHERE state = 'open'",
                 "UPDATE operations SET lease_until = 0, next_try_at = 0 WHERE state = 'open'",
                 "UPDATE outbox SET lease_until = 0, due_at = 0 WHERE sent_at IS NULL AND gave_up_at IS NULL",
                 "UPDATE webhook_events SET next_try_at = 0 WHERE next_try_at IS NOT NULL",
                 "UPDATE idempotency_keys SET locked_until = 0", "UPDATE leases SET until = 0")
        if self.database_url:
            self.psql("--command", ";".join(lapse))
            return
        database = sqlite3.connect(self.leaves / "data/fermata.db", timeout=20)
        for statement in lapse:
            database.execute(statement)
        database.commit()
        database.close()

    def psql(self, *arguments):
        return subprocess.run(
            ["psql", "--no-psqlrc", "--quiet", *arguments, self.database_url], check=True, capture_output=True,
            text=True, timeout=120).stdout


def wait_until_answering(process, port, path, seconds_max=30):
    end = time.monotonic() + seconds_max
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                return
        except OSError:
            time.sleep(0.01)
    raise SystemExit(f"school-day: nobody answers on port {port}")
