# A school of some years: 100,000 bookings in the database, put there by SQL. Every list page is held against the first
# page of a school with 100, and a job with nothing to do against a few milliseconds.
import json
import os
import random
import sqlite3
import subprocess
import time
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
            "caller": "staff", "key": f"many-{number}", "request_hash": "0" * 64, "booking_id": number,
            "locked_until": at, "status": 201, "body": "{}", "created_at": at}],
        "outbox": [{
            "fact": f"reserved:{number}", "template": "reserved", "recipient": "student", "booking_id": number,
            "payment_id": number, "amount": amount, "message_id": f"many-{number}", "due_at": at, "sent_at": at,
            "created_at": at}],
    }


# MARK: Lists

def lists(now):
    """The queries, each with the filters that can be told apart by an index or not."""
    day, week, month, year = (f"from={now - 200 * DAY}&to={now - 200 * DAY + days * DAY}" for days in (1, 7, 30, 365))
    yield from ("", "student_id=7", "instructor_id=7")
    yield from (f"status={status}" for status in ("scheduled", "completed", "cancelled", "no_show"))
    yield from (f"payment_status={status}" for status in (
        "pending", "authorized", "captured", "failed", "refunded", "released"))
    yield from (day, week, month, year, f"from={now}", f"to={now - 700 * DAY}", f"from={now + 400 * DAY}")
    yield from (f"student_id=7&{month}", "student_id=7&status=cancelled", f"instructor_id=7&{day}",
                f"instructor_id=7&{month}", "instructor_id=7&payment_status=failed",
                "instructor_id=7&payment_status=authorized", "status=cancelled&payment_status=captured",
                "status=scheduled&payment_status=captured", f"status=cancelled&{month}",
                f"payment_status=refunded&{year}", "student_id=7&instructor_id=7",
                f"student_id=7&instructor_id=7&status=no_show&payment_status=captured&{year}")


def page_ms(caller, query):
    """The median of a page's times, how many bookings are on it, and whether there are more."""
    took = []
    for _ in range(PAGES_A_LIST):
        began = time.perf_counter()
        status, answer = caller.ask("GET", "/bookings?" + query)
        took.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise SystemExit(f"bench: GET /bookings?{query}: {status} {answer[:300]!r}")
    return median(took), json.loads(answer)


def cursors(path):
    """Of the middle, and of the last page but one."""
    for number in (MANY // 2, 30):
        digits, rest = "", number
        while rest:
            digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % 36] + digits
            rest //= 36
        yield f"cursor=b1-{digits}"


def measure_lists(binary, few, many, workspace):
    server = school.start_fermata(binary, few, workspace)
    try:
        caller = school.Caller(school.token(binary, few))
        first, _ = page_ms(caller, "")
        first, page = page_ms(caller, "")
    finally:
        server.stop()
    assert len(page["bookings"]) == 20
    results = []
    server = school.start_fermata(binary, many, workspace)
    try:
        caller = school.Caller(school.token(binary, many))
        page_ms(caller, "")
        for query in lists(int(time.time())):
            for place in ("", *cursors(many)):
                whole = "&".join(filter(None, (query, place)))
                took, page = page_ms(caller, whole)
                results.append((took / first, took, len(page["bookings"]), whole or "(none)"))
    finally:
        server.stop()
    return first, results


# MARK: Jobs

def program_ms(binary, folder, *arguments, times=15):
    took = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run([binary, "jobs", *arguments], env=os.environ | school.settings(folder), check=True,
                       capture_output=True, timeout=30)
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


def measure_jobs(binary, folder):
    """What a run costs beside the same program that runs none, in turns."""
    for job in JOBS:
        program_ms(binary, folder, "run", job, times=1)
    bare = program_ms(binary, folder)
    return {job: program_ms(binary, folder, "run", job) - bare for job in JOBS}


def measure(binary, workspace):
    few, many = workspace / "few", workspace / "many"
    for folder, count in ((few, FEW), (many, MANY)):
        database = school.make_database(binary, folder)
        fill(database, count)
        database.close()
    first, results = measure_lists(binary, few, many, workspace)
    jobs = measure_jobs(binary, many)
    worst = max(results)
    within = sum(result[0] <= 2 for result in results)
    lines = [
        f"GET /bookings, {MANY:,} bookings: {len(results)} pages (filters, the middle, the end), {within} within twice",
        f"the first page of {FEW} bookings ({first:.2f} ms). The slowest:",
        *("  %6.2f ms  %5.2f x  %3d bookings  %s" % (took, ratio, count, query)
          for ratio, took, count, query in sorted(results, reverse=True)[:5]),
        "",
        f"a job with nothing due, {MANY:,} bookings: " + ", ".join(f"{job} {took:.1f} ms" for job, took in jobs.items()),
    ]
    return lines, [
        ("slowest list page : first page of 100", worst[0], "x", 2, 1.5, False),
        ("slowest job with nothing due", max(jobs.values()), "ms", 5, 1, False),
    ]
