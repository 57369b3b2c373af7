# A school of some years: 100,000 bookings in the database, put there by SQL. Every list page is held against the first
# page of a school with 100, and a job with nothing to do against a few milliseconds.
import json
import os
import random
import sqlite3
import subprocess
import time
import urllib.parse
from statistics import median

import school

FEW, MANY = 100, 100_000
DAY = 86_400
YEARS = 2
STUDENTS, INSTRUCTORS = 2000, 60
PAGES_A_LIST = 31
JOBS = ("complete_operations", "apply_webhooks", "authorize_due", "auto_capture_completed_lessons",
        "check_expiring_authorizations", "deliver_outbox", "reap_keys")
# Of lessons that are over: booking's status, payment's status, weight.
PAST = (("completed", "captured", 80), ("cancelled", "released", 10), ("cancelled", "captured", 3),
        ("no_show", "captured", 3), ("completed", "refunded", 2), ("cancelled", "failed", 2))


def fill(database, count):
    """Lessons over two years and the month to come, in the order in which they were booked, each with its payment and
    what was written about it. Nothing is due."""
    now = int(time.time())
    chance = random.Random(1)
    for pragma in ("synchronous = OFF", "cache_size = -400000"):
        database.execute(f"PRAGMA {pragma}")
    school.add_people(database, [f"cus_Many{number}" for number in range(STUDENTS)], INSTRUCTORS)
    database.execute("INSERT INTO policies (hash, name, document, created_at) VALUES ('many', 'many', '{}', 0)")
    first = now - YEARS * 365 * DAY
    booked = sorted(chance.randrange(first, now) for _ in range(count))
    rows = [row(chance, number, at, now) for number, at in enumerate(booked, 1)]
    for table in rows[0]:
        entries = [entry for row in rows for entry in row[table]]
        columns = list(entries[0])
        database.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            [tuple(entry.values()) for entry in entries])
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def row(chance, number, at, now):
    """One booking in all tables. Most lessons are booked a week or two before they are."""
    # Not within the days in which a job would hold, look after or capture it.
    starts = at + int(chance.expovariate(1 / (9 * DAY))) // 1800 * 1800
    while now - DAY < starts < now + 4 * DAY:
        starts += 5 * DAY
    if starts > now:
        status, payment = "scheduled", "pending"
    else:
        status, payment = chance.choices([entry[:2] for entry in PAST], [entry[2] for entry in PAST])[0]
    # A few hold early: their card's hold lasts longer than a week.
    if payment == "pending" and chance.random() < 0.1:
        payment = "authorized"
    student, instructor = chance.randrange(1, STUDENTS + 1), chance.randrange(1, INSTRUCTORS + 1)
    amount = chance.choice((3000, 4500, 6000))
    taken = amount if payment in ("captured", "refunded") else None
    back = amount if payment == "refunded" else 0
    held = None if payment in ("pending", "failed") else amount
    intent = None if payment == "pending" else f"pi_Many{number}"
    ends_hold = starts + 2 * DAY if payment == "authorized" else None
    over = status not in ("scheduled",)
    return {
        "payments": [{
            "id": number, "student_id": student, "kind": "lesson", "amount": amount, "currency": "usd",
            "status": payment, "customer_id": f"cus_Many{student - 1}", "payment_method_id": "pm_Many",
            "stripe_intent_id": intent, "authorized_amount": held, "authorization_expires_at": ends_hold,
            "captured_amount": taken, "refund_amount": back,
            "hold_due_at": starts - 3 * DAY if payment == "pending" else None, "created_at": at, "updated_at": at}],
        "bookings": [{
            "id": number, "student_id": student, "instructor_id": instructor, "starts_at": starts,
            "ends_at": starts + 1800, "description": "Lesson with a teacher", "status": status, "amount": amount,
            "currency": "usd", "policy_hash": "many", "payment_id": number, "payment_status": payment,
            "stripe_intent_id": intent, "authorized_amount": held, "captured_amount": taken, "refund_amount": back,
            "authorization_expires_at": ends_hold, "ended_at": starts + 1800 if over else None,
            "ended_by": "student" if status in ("cancelled", "no_show") else None, "created_at": at,
            "updated_at": at}],
        "operations": [] if intent is None else [{
            "payment_id": number, "verb": "authorize", "amount": amount,
            "state": "refused" if payment == "failed" else "done", "idempotency_key": f"many-{number}",
            "cause": "booked", "first_sent_at": at, "next_try_at": at, "lease_until": at, "created_at": at}],
        "payment_events": [{
            "booking_id": number, "payment_id": number, "event_type": event, "amount": amount, "cause": "booked",
            "created_at": at} for event in ("booked", "authorization_tried", "authorized")],
        "idempotency_keys": [] if at < now - 2 * DAY else [{
            "caller": "staff", "key": f"many-{number}", "request_hash": "0" * 64, "subject_id": number,
            "locked_until": at, "status": 201, "body": "{}", "created_at": at}],
        "outbox": [{
            "fact": f"reserved:{number}", "template": "reserved", "recipient": "student", "booking_id": number,
            "payment_id": number, "amount": amount, "message_id": f"many-{number}", "due_at": at, "sent_at": at,
            "created_at": at}],
    }


# MARK: Lists

def lists(now):
    """Filters: first those of one member, then those of several."""
    def window(days):
        return {"from": now - 200 * DAY, "to": now - (200 - days) * DAY}

    one = [{}, {"student_id": 7}, {"instructor_id": 7}]
    one += [{"status": status} for status in ("scheduled", "completed", "cancelled", "no_show")]
    one += [{"payment_status": status}
            for status in ("pending", "authorized", "captured", "failed", "refunded", "released")]
    one += [window(1), window(7), window(30), window(365), {"from": now}, {"from": now + 400 * DAY},
            {"to": now - 700 * DAY}]
    several = [
        {"student_id": 7, "instructor_id": 7}, {"student_id": 7, "status": "cancelled"}, {"student_id": 7} | window(30),
        {"instructor_id": 7} | window(1), {"instructor_id": 7} | window(30),
        {"instructor_id": 7, "payment_status": "failed"}, {"instructor_id": 7, "payment_status": "authorized"},
        {"status": "cancelled", "payment_status": "captured"}, {"status": "scheduled", "payment_status": "captured"},
        {"status": "cancelled"} | window(30), {"payment_status": "refunded"} | window(365),
        {"student_id": 7, "instructor_id": 7, "status": "no_show", "payment_status": "captured"} | window(365),
    ]
    return one, several


def cursors(database, wanted):
    """Nothing for the first page, then the place in the middle of the list and the one before its last page."""
    signs = {"from": "starts_at >=", "to": "starts_at <"}
    place = " AND ".join(f"{signs.get(name, name + ' =')} ?" for name in wanted) or "1"
    order = "starts_at DESC, id DESC" if wanted.keys() & signs.keys() else "id DESC"
    query = f"SELECT id FROM bookings WHERE {place} ORDER BY {order}"
    ids = [row[0] for row in database.execute(query, list(wanted.values()))]
    yield {}
    for index in sorted({len(ids) // 2, len(ids) - 21}):
        if index > 0:
            yield {"cursor": "b1-" + base36(ids[index])}


def base36(number):
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def page_ms(caller, wanted):
    """The median of a page's times, and how many bookings are on it."""
    query = urllib.parse.urlencode(wanted)
    took = []
    for _ in range(PAGES_A_LIST):
        began = time.perf_counter()
        status, answer = caller.ask("GET", "/bookings?" + query)
        took.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise SystemExit(f"bench: GET /bookings?{query}: {status} {answer[:300]!r}")
    return median(took), len(json.loads(answer)["bookings"])


def measure_lists(binary, few, many, workspace):
    """The first page's time with few bookings; and (ratio, ms, bookings, query) of the lists of one member and of
    several with many."""
    server = school.start_fermata(binary, few, workspace)
    try:
        caller = school.Caller(school.token(binary, few))
        page_ms(caller, {})
        first, _ = page_ms(caller, {})
    finally:
        server.stop()
    results = []
    server = school.start_fermata(binary, many, workspace)
    database = sqlite3.connect(f"file:{many / 'fermata.db'}?mode=ro", uri=True)
    try:
        caller = school.Caller(school.token(binary, many))
        for group in lists(int(time.time())):
            results.append([])
            for wanted in group:
                for cursor in cursors(database, wanted):
                    took, count = page_ms(caller, wanted | cursor)
                    query = "&".join(f"{name}={value}" for name, value in (wanted | cursor).items())
                    results[-1].append((took / first, took, count, query or "(all)"))
    finally:
        database.close()
        server.stop()
    return first, *results


# MARK: Jobs

def program_ms(binary, folder, *arguments):
    began = time.perf_counter()
    subprocess.run([binary, "jobs", *arguments], env=os.environ | school.settings(folder), check=True,
                   capture_output=True, timeout=30)
    return (time.perf_counter() - began) * 1000


def measure_jobs(binary, folder, times=25):
    """{job: ms}: what a run costs beside the same program that runs none, the two in turns, the quickest of each."""
    costs = {}
    for job in JOBS:
        # The first writes down that it looked.
        program_ms(binary, folder, "run", job)
        pairs = [(program_ms(binary, folder), program_ms(binary, folder, "run", job)) for _ in range(times)]
        costs[job] = max(0, min(pair[1] for pair in pairs) - min(pair[0] for pair in pairs))
    return costs


def measure(binary, workspace):
    few, many = workspace / "few", workspace / "many"
    for folder, count in ((few, FEW), (many, MANY)):
        database = school.make_database(binary, folder)
        fill(database, count)
        database.close()
    first, one, several = measure_lists(binary, few, many, workspace)
    jobs = measure_jobs(binary, many)
    lines = [f"GET /bookings, {MANY:,} bookings; the first page of {FEW} takes {first:.2f} ms"]
    for what, results in (("one member", one), ("several", several)):
        within = sum(result[0] <= 2 for result in results)
        lines.append(f"filters of {what}: {len(results)} pages, {within} within twice that; the slowest:")
        lines += ["  %6.2f ms  %5.2f x  %3d bookings  %s" % (took, ratio, count, query)
                  for ratio, took, count, query in sorted(results, reverse=True)[:3]]
    lines += ["", f"a job with nothing due, {MANY:,} bookings, ms:",
              *("  %-32s %5.1f" % item for item in jobs.items())]
    return lines, [
        ("slowest list, one filter : 100 bookings", max(one)[0], "x", 2, 1.5, False),
        ("slowest list, several : 100 bookings", max(several)[0], "x", 8, 2, False),
        ("slowest job with nothing due", max(jobs.values()), "ms", 5, 1, False),
    ]
