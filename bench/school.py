# A lesson school for the bookings' benchmarks: a Stripe of its own, people in a database, and the servers before it.
import http.client
import json
import os
import shutil
import sqlite3
import subprocess
import time
import urllib.parse

from servers import HERE, SECRET_KEY, Server

STUB_PORT = 18171
PORTS = {"fermata": 18172, "fastapi": 18173}
AUTH_SECRET = "a secret of the benchmark's, which signs its tokens"
STUDENTS, INSTRUCTORS = 200, 1000


class Stub:
    """A stub of Stripe's with customers who each have a good card."""

    def __init__(self, binary, workspace):
        self.server = Server("stripe-stub", STUB_PORT, [binary, "--port", str(STUB_PORT), "--seed", "1", "--quiet"],
                             workspace)
        self.server.wait_until_answering("/_stub/state")
        self.connection = http.client.HTTPConnection("127.0.0.1", STUB_PORT, timeout=60)

    def ask(self, method, path, fields=None):
        headers = {"Authorization": f"Bearer {SECRET_KEY}", "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, urllib.parse.urlencode(fields) if fields else None, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"bench: {method} {path}: {answer.status} {content[:300]!r}")
        return content

    def customers(self, count):
        ids = []
        for number in range(count):
            customer = json.loads(self.ask("POST", "/v1/customers", {"email": f"student{number}@example.com"}))["id"]
            self.ask("POST", "/v1/payment_methods/pm_card_visa/attach", {"customer": customer})
            ids.append(customer)
        return ids

    def open_holds(self):
        """{intent: cents} of what is held and neither captured nor let go."""
        # It was not asked for a while, and the stub keeps no idle connection for long.
        self.connection.close()
        holds, start = {}, 0
        while True:
            page = self.ask("GET", f"/_stub/dump?type=payment_intent&from={start}&limit=1000").splitlines()
            for line in page:
                intent = json.loads(line)
                if intent["status"] == "requires_capture":
                    holds[intent["id"]] = intent["amount_capturable"]
            if len(page) < 1000:
                return holds
            start += 1000


def settings(folder, port=PORTS["fermata"], **more):
    """What the server is told; all else is as shipped."""
    return {"STRIPE_SECRET_KEY": SECRET_KEY, "STRIPE_API_BASE": f"http://127.0.0.1:{STUB_PORT}", "PORT": str(port),
            "DATA_DIR": str(folder), "AUTH_JWT_SECRET": AUTH_SECRET, **more}


def make_database(binary, folder):
    """This server's tables, empty."""
    subprocess.run([binary, "migrate"], env=os.environ | settings(folder), check=True, capture_output=True, timeout=60)
    return sqlite3.connect(folder / "fermata.db")


def add_people(database, customers, instructors=INSTRUCTORS):
    now = int(time.time())
    database.executemany(
        "INSERT INTO students (id, name, email, time_zone, customer_id, created_at) VALUES (?, ?, ?, 'UTC', ?, ?)",
        [(number, f"Student {number}", f"student{number}@example.com", customer, now)
         for number, customer in enumerate(customers, 1)])
    database.executemany(
        "INSERT INTO instructors (id, name, email, time_zone, created_at) VALUES (?, ?, ?, 'UTC', ?)",
        [(number, f"Teacher {number}", f"teacher{number}@example.com", now) for number in range(1, instructors + 1)])
    database.commit()


def token(binary, folder):
    """Of the staff, for the whole run."""
    command = [binary, "token", "--role", "staff", "--ttl", "1d"]
    return subprocess.run(command, env=os.environ | settings(folder), check=True, capture_output=True, text=True,
                          timeout=20).stdout.strip()


def start_fermata(binary, folder, workspace, **more):
    server = Server("fermata", PORTS["fermata"], [binary, "serve"], workspace, settings(folder, **more))
    server.wait_until_answering()
    return server


def start_fastapi(venv, template, workspace):
    """On a copy of this server's empty school."""
    folder = workspace / "fastapi"
    folder.mkdir()
    shutil.copy(template, folder / "bookings.db")
    database = sqlite3.connect(folder / "bookings.db")
    database.execute("INSERT INTO policies (hash, name, document, created_at) VALUES ('bench', 'bench', '{}', 0)")
    database.commit()
    database.close()
    port = PORTS["fastapi"]
    command = [venv / "bin/uvicorn", "fastapi_bookings:app", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "2", "--no-access-log", "--log-level", "warning"]
    server = Server("fastapi", port, command, workspace, settings(folder, port) | {
        "DATABASE_FILE": str(folder / "bookings.db"), "PYTHONPATH": str(HERE / "peers"),
        "PYTHONDONTWRITEBYTECODE": "1"})
    server.wait_until_answering()
    return server


class Caller:
    """One kept connection of a caller who has a token."""

    def __init__(self, token, port=PORTS["fermata"]):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask(self, method, path, body=None, **headers):
        self.connection.request(method, path, body, self.headers | headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def lesson(number, base):
    """The body of a booking that overlaps with no other number's."""
    starts = base + number // INSTRUCTORS * 1800
    return json.dumps({"student_id": number % STUDENTS + 1, "instructor_id": number % INSTRUCTORS + 1,
                       "starts_at": starts, "ends_at": starts + 1800, "amount_cents": 4500})
