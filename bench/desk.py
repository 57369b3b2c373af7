# The desk's pages with 100 bookings and with 100,000. Called by scripts/desk-times, which has built what this needs.
import argparse
import http.client
import random
import tempfile
import time
import urllib.parse
from pathlib import Path
from statistics import median

import many
import school

TIMES, ROUNDS = 21, 3
# A page may take twice what it takes with few bookings, and this much more: below it the clock tells nothing.
RATIO, FLOOR_MS = 2.0, 4.0
# Of both schools the same, so that a page has the same rows and only what lies around them differs.
LESSONS_TODAY, FAILED, REQUESTS = 60, 10, 5
POLICY = ('{"name":"many","title":"Many","cancel":{"student":[{"keep_percent":0,"credit_percent":0}]},'
          '"no_show":{"student":{"keep_percent":100,"fee_minor_units":0}}}')
ENDS = {"captured": "captured", "refunded": "captured", "released": "released"}


def fill(database, count):
    """A school of so many bookings, with a ledger, and a day on which there is something to do."""
    many.fill(database, count)
    database.execute("UPDATE policies SET document = ?", (POLICY,))
    for status, event in ENDS.items():
        database.execute(
            "INSERT INTO payment_events (booking_id, payment_id, event_type, amount, cause, created_at)"
            " SELECT id, payment_id, ?, amount, 'the jobs', ended_at FROM bookings WHERE payment_status = ?",
            (event, status))
    for account, sign in (("stripe_balance", 1), ("lesson_income", -1)):
        database.execute(
            "INSERT INTO ledger_entries (payment_event_id, payment_id, account, amount, currency, created_at)"
            " SELECT id, payment_id, ?, ? * amount, 'usd', created_at FROM payment_events"
            " WHERE event_type = 'captured'", (account, sign))
    # A hold that stands is a row of a page.
    for table in ("payments", "bookings"):
        column = "status" if table == "payments" else "payment_status"
        database.execute(
            f"UPDATE {table} SET {column} = 'pending', authorized_amount = NULL, authorization_expires_at = NULL"
            f" WHERE {column} = 'authorized'")
    today(database, count)
    database.commit()
    database.execute("ANALYZE")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def today(database, count):
    """Lessons that begin soon and whose holds end in two days, cards that failed, and students who want money back."""
    now = int(time.time())
    for number in range(count + 1, count + LESSONS_TODAY + FAILED + 1):
        is_failed = number > count + LESSONS_TODAY
        entries = many.row(random.Random(number), number, now - 3 * many.DAY, now)
        booking, payment = entries["bookings"][0], entries["payments"][0]
        starts = now + (10 * many.DAY if is_failed else 3600 + number % 10 * 3600)
        status = "failed" if is_failed else "authorized"
        held = None if is_failed else booking["amount"]
        ends = None if is_failed else now + 30 * 3600 + number % 10 * 3600
        same = {"stripe_intent_id": f"pi_Today{number}", "authorized_amount": held, "captured_amount": None,
                "refund_amount": 0, "authorization_expires_at": ends}
        booking |= same | {"starts_at": starts, "ends_at": starts + 1800, "status": "scheduled",
                           "payment_status": status, "ended_at": None, "ended_by": None}
        payment |= same | {"status": status, "hold_due_at": None}
        if number % 3 == 0:
            # Whose pages are asked for.
            booking |= {"student_id": 7, "instructor_id": 7}
            payment["student_id"] = 7
        for table in ("payments", "bookings"):
            insert(database, table, entries[table][0])
    paid = database.execute("SELECT id, student_id FROM payments WHERE status = 'captured' LIMIT ?", (REQUESTS,))
    for payment, student in paid.fetchall():
        insert(database, "refund_requests", {
            "payment_id": payment, "student_id": student, "reason": "I was ill", "status": "pending",
            "created_at": now, "updated_at": now})


def insert(database, table, entry):
    columns = {row[1] for row in database.execute(f"PRAGMA table_info({table})")}
    entry = {name: value for name, value in entry.items() if name in columns}
    database.execute(
        f"INSERT INTO {table} ({', '.join(entry)}) VALUES ({', '.join('?' * len(entry))})", tuple(entry.values()))


def pages(count):
    """Each by its path, in the order of the desk's own links; the middle of long lists too."""
    middle = "cursor=b1-" + many.base36(count // 2)
    payment = count // 2
    return [
        "/admin", "/admin/bookings", f"/admin/bookings?{middle}", f"/admin/bookings?q={payment}",
        "/admin/bookings?q=student+7", "/admin/bookings?student_id=7",
        "/admin/bookings?status=cancelled&payment_status=captured", "/admin/bookings?payment_status=failed",
        "/admin/payments", f"/admin/payments?{middle}", "/admin/payments?payment_status=released",
        f"/admin/payments/{payment}", "/admin/holds", "/admin/holds.ics", "/admin/students",
        "/admin/students?q=student+1", "/admin/students/7", "/admin/instructors", "/admin/instructors?q=teacher+1",
        "/admin/instructors/7", "/admin/figures", "/admin/policies",
    ]


class Browser:
    """Signed in at the desk."""

    def __init__(self, token):
        self.connection = http.client.HTTPConnection("127.0.0.1", school.PORTS["fermata"], timeout=120)
        self.headers = {}
        status, headers, _ = self.ask("POST", "/admin/sign-in", {"token": token})
        if status != 303:
            raise SystemExit(f"desk-times: the sign-in answered {status}")
        self.headers = {"Cookie": headers["Set-Cookie"].split(";")[0]}

    def ask(self, method, path, form=None):
        body = urllib.parse.urlencode(form) if form else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        self.connection.request(method, path, body, self.headers | kind)
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def took_ms(self, path):
        began = time.perf_counter()
        status, _, content = self.ask("GET", path)
        took = (time.perf_counter() - began) * 1000
        if status != 200:
            raise SystemExit(f"desk-times: {path}: {status} {content[:300]!r}")
        return took, len(content)


def quietest(browser, path):
    """The least of some medians: what else the machine does makes a page slower and never faster."""
    return min(median(browser.took_ms(path)[0] for _ in range(TIMES)) for _ in range(ROUNDS))


def measure(binary, folder, count, workspace):
    """{page: median ms}, the first count of the figures, and (ms, bytes, MiB more) of the files."""
    server = school.start_fermata(binary, folder, workspace)
    try:
        browser = Browser(school.token(binary, folder))
        first, _ = browser.took_ms("/admin/figures")
        times = {path: quietest(browser, path) for path in pages(count)}
        files = {}
        for name in ("bookings", "payments", "ledger"):
            before, _ = server.memory_mb()
            took, size = browser.took_ms(f"/admin/{name}.csv")
            files[name] = took, size, server.memory_mb()[0] - before
        return times, first, files
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--stub", required=True)
    parser.add_argument("--build", required=True, help="debug or release, for the report")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        stub = school.Stub(options.stub, workspace)
        try:
            results = {}
            for count in (many.FEW, many.MANY):
                place = workspace / str(count)
                place.mkdir(mode=0o700)
                database = school.make_database(options.binary, place)
                fill(database, count)
                database.close()
                results[count] = measure(options.binary, place, count, workspace)
        finally:
            stub.server.stop()
    raise SystemExit(tell(results, options.build))


def tell(results, build):
    """Prints the table. 1 when a page is too slow."""
    few, much = results[many.FEW], results[many.MANY]
    print(f"{build} build, SQLite, the least of {ROUNDS} medians of {TIMES}, in ms")
    print(f"{'page':58}{many.FEW:>9,}{many.MANY:>9,}  ratio")
    bad = 0
    for path, small, large in zip(pages(many.MANY), few[0].values(), much[0].values()):
        is_slow = large > RATIO * small + FLOOR_MS
        bad += is_slow
        print(f"{path:58}{small:9.2f}{large:9.2f}{large / small:7.2f}{'  TOO SLOW' if is_slow else ''}")
    print(f"{'the first count of the figures':58}{few[1]:9.0f}{much[1]:9.0f}")
    for name, (took, size, grown) in much[2].items():
        print(f"{name}.csv: {size / 2**20:.1f} MiB in {took / 1000:.1f} s, {grown:+.1f} MiB of memory")
    if bad:
        print(f"desk-times: {bad} pages take more than {RATIO} times as long, and {FLOOR_MS:.0f} ms")
    return 1 if bad else 0


if __name__ == "__main__":
    main()
