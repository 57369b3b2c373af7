# Kills the server while bookings are made, three times, and looks for what is lost: every 201 that a caller got must
# be in the database with its hold, and when the jobs are through Stripe must hold what the database says it holds.
import json
import signal
import sqlite3
import threading
import time

from school import Caller, lesson, start_fermata
from servers import signal_session

KILLS = 3
CALLERS = 16
# A second for Stripe instead of twenty: what was cut off is taken up after that and a minute.
DEADLINE = "1"
FINISH_SECONDS_MAX = 180


def book_until_dead(token, base, first, told):
    caller = Caller(token)
    number = first
    while True:
        try:
            status, answer = caller.ask("POST", "/bookings", lesson(number, base), **{"Idempotency-Key": f"c{number}"})
        except OSError:
            return
        except Exception:
            # An answer cut in two is none.
            return
        if status != 201:
            raise SystemExit(f"bench: a booking was answered {status} {answer[:300]!r}")
        booking = json.loads(answer)["booking"]
        told.append((booking["id"], booking["stripe_intent_id"], booking["payment_status"]))
        number += CALLERS


def run_and_kill(server, token, base, first, seconds):
    """What the callers were told before the server was gone."""
    told = []
    callers = [threading.Thread(target=book_until_dead, args=(token, base, first + number, told), daemon=True)
               for number in range(CALLERS)]
    for caller in callers:
        caller.start()
    time.sleep(seconds)
    signal_session(server.process.pid, signal.SIGKILL)
    server.process.wait()
    for caller in callers:
        caller.join(30)
    return told


def lost(path, told):
    """Those of which the database does not say what the caller was told."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        known = {row[0]: row[1:] for row in database.execute(
            "SELECT id, stripe_intent_id, payment_status FROM bookings")}
    finally:
        database.close()
    return [entry for entry in told if known.get(entry[0]) != entry[1:]]


def wait_for_jobs(path):
    """Until no move of money is open; returns what is held by then."""
    end = time.monotonic() + FINISH_SECONDS_MAX
    while time.monotonic() < end:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
        try:
            if database.execute("SELECT COUNT(*) FROM operations WHERE state = 'open'").fetchone()[0] == 0:
                return dict(database.execute(
                    "SELECT stripe_intent_id, authorized_amount FROM payments WHERE status = 'authorized'"))
        finally:
            database.close()
        time.sleep(1)
    raise SystemExit("bench: moves of money are still open; the jobs did not finish them")


def measure(binary, stub, folder, workspace, token, base):
    path = folder / "fermata.db"
    told = []
    for kill in range(KILLS):
        server = start_fermata(binary, folder, workspace, STRIPE_DEADLINE_SECONDS=DEADLINE)
        told += run_and_kill(server, token, base, kill * 20_000, seconds=2.0)
        missing = lost(path, told)
        if missing:
            raise SystemExit(f"bench: {len(missing)} bookings were answered and lost, such as {missing[:3]}")
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    cut_off = database.execute("SELECT COUNT(*) FROM operations WHERE state = 'open'").fetchone()[0]
    database.close()
    server = start_fermata(binary, folder, workspace, STRIPE_DEADLINE_SECONDS=DEADLINE)
    try:
        began = time.monotonic()
        held = wait_for_jobs(path)
        seconds = time.monotonic() - began
    finally:
        server.stop()
    holds = stub.open_holds()
    if held != holds:
        raise SystemExit(f"bench: the database holds {len(held)}, Stripe {len(holds)}; "
                         f"{list(dict(held.items() ^ holds.items()).items())[:5]}")
    return [
        f"killed {KILLS} times (SIGKILL) under {CALLERS} callers: {len(told)} bookings answered 201, 0 lost",
        f"{cut_off} moves of money cut off in the middle, all finished {seconds:.0f} s after the last start;",
        f"then {len(held)} holds in the database and at Stripe, the same to the cent",
    ]
