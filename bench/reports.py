# Measures the reports on a large account: page after page, then side by side, on a stub that is far away and holds
# Stripe's rate limit. Called by scripts/bench, which has built both programs.
import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

import report
from servers import Server

PORT = 18170
KEY = "sk_test_bench"
VERSION = "2022-11-15"
PAGE_MILLISECONDS = 600
# What Stripe allows, and what STRIPE_READS_PER_SECOND is when nobody sets it.
LIMIT, PACE = 25, 20
# The last payment lies within the 36 hours of the reports, and so does the first.
ACCOUNT = {"customers": 100_000, "charges": 20_000, "lessons": 20_000, "spread_seconds": 129_000, "seed": 1}


class Account:
    """The stub, asked over one connection that is kept."""

    def __init__(self, binary, workspace):
        self.server = Server("stripe-stub", PORT, [binary, "--port", str(PORT), "--seed", "1", "--quiet",
                                                   "--rate-limit", str(LIMIT)], workspace)
        self.server.wait_until_answering("/_stub/state")
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        self.ask("POST", "/_stub/seed", ACCOUNT)

    def ask(self, method, path, body=None):
        headers = {"Authorization": f"Bearer {KEY}", "Stripe-Version": VERSION}
        self.connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"bench: {method} {path}: {answer.status} {content[:300]!r}")
        return json.loads(content)

    def move_away(self):
        """From now on every answer takes as long as Stripe's."""
        self.ask("POST", "/_stub/faults", {"kind": "delay", "milliseconds": PAGE_MILLISECONDS, "rate": 1})

    def pages(self, since):
        """The list that the lesson total is made of, page after page."""
        query = {"created[gte]": since, "expand[0]": "data.source.payment_intent", "limit": 100}
        while True:
            page = self.ask("GET", "/v1/balance_transactions?" + urllib.parse.urlencode(query))
            yield page["data"]
            if not page["has_more"]:
                return
            query["starting_after"] = page["data"][-1]["id"]


def oracle(account, since):
    """The totals, as plainly as they can be reckoned; and of how many full pages."""
    payments = net = pages = 0
    for page in account.pages(since):
        pages += 1
        for movement in page:
            if movement["source"]["payment_intent"]["metadata"].get("type") != "lessons-payment":
                continue
            if movement["type"] == "charge":
                payments += movement["source"]["amount_captured"]
            net += movement["net"]
        # Near by, the rate is ours to keep.
        time.sleep(1 / PACE)
    return {"payment_total": payments, "fee_total": payments - net, "net_total": net}, pages


def page_after_page(account, since, pages, whole):
    """Seconds for all pages; measured on the first of them unless the whole is wanted."""
    measured = pages if whole else 40
    began = time.monotonic()
    for number, _ in enumerate(account.pages(since), 1):
        if number == measured:
            break
    return (time.monotonic() - began) * pages / measured


def side_by_side(binary, subject, workspace, pace=PACE):
    """One run of the program: answer, seconds, most resident MB, reads, reads made again."""
    environment = os.environ | {"STRIPE_SECRET_KEY": KEY, "STRIPE_API_BASE": f"http://127.0.0.1:{PORT}",
                                "STRIPE_READS_PER_SECOND": str(pace)}
    with open(workspace / "answer", "w+b") as answer, open(workspace / "errors", "w+b") as errors:
        began = time.monotonic()
        process = subprocess.Popen([binary, "report", subject, "--json"], cwd=workspace, env=environment,
                                   stdin=subprocess.DEVNULL, stdout=answer, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        answer.seek(0)
        errors.seek(0)
        words = errors.read().decode().splitlines()[-1].split()
        if status:
            raise SystemExit(f"bench: fermata report {subject} failed: {' '.join(words)}")
        return json.load(answer), seconds, usage.ru_maxrss / 1024, int(words[0]), int(words[5])


def measure(options, workspace):
    account = Account(options.stub, workspace)
    try:
        since = int(time.time()) - 36 * 3600
        totals, pages = oracle(account, since)
        account.move_away()
        one_by_one = page_after_page(account, since, pages, options.whole)
        answer, seconds, memory, reads, again = side_by_side(options.binary, "lesson-total", workspace)
        if answer != totals:
            raise SystemExit(f"bench: the report says {answer}, the list {totals}")
        fast = side_by_side(options.binary, "lesson-total", workspace, pace=LIMIT - 1)
        failed = side_by_side(options.binary, "failed-payments", workspace)
    finally:
        account.server.stop()

    def allowed(rate):
        return pages / rate + PAGE_MILLISECONDS / 1000

    how = "measured whole" if options.whole else "40 pages measured, and scaled"
    least_failed = failed[3] / PACE + PAGE_MILLISECONDS / 1000
    lines = [
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores; {ACCOUNT['customers']:,} customers, "
        f"{ACCOUNT['lessons']:,} lesson payments among {ACCOUNT['charges']:,} others",
        f"{PAGE_MILLISECONDS} ms a page, {LIMIT} requests a second allowed", "",
        "%-42s %8s %8s %9s %7s" % ("", "seconds", "pages", "again", "RSS MB"),
        "%-42s %8.1f %8d %9s %7s" % ("lesson-total, page after page", one_by_one, pages, "-", "-"),
        "%-42s %8.1f %8d %9d %7.1f" % (f"lesson-total, side by side, {PACE} a second", seconds, reads, again, memory),
        "%-42s %8.1f %8d %9d %7.1f" % (f"lesson-total, side by side, {LIMIT - 1} a second",
                                       fast[1], fast[3], fast[4], fast[2]),
        "%-42s %8.1f %8d %9d %7.1f" % (f"failed-payments, {len(failed[0])} found, {PACE} a second",
                                       failed[1], failed[3], failed[4], failed[2]),
        f"page after page: {how}", "",
    ]
    memory = max(memory, fast[2], failed[2])
    again = again + fast[4] + failed[4]
    return lines + report.goal_lines([
        ("page after page : side by side", one_by_one / seconds, "x", 8, 10, True),
        (f"lesson-total : {PACE} a second allow", seconds / allowed(PACE), "x", 1.25, 1.1, False),
        (f"at {LIMIT - 1} a second : {LIMIT} a second allow", fast[1] / allowed(LIMIT), "x", 1.25, 1.1, False),
        (f"failed-payments : {PACE} a second allow", failed[1] / least_failed, "x", 1.25, 1.1, False),
        ("memory, RSS", memory, "MB", 64, 48, False),
        ("reads turned away and made again", again, "", 0, 0, False),
    ])


def main():
    parser = argparse.ArgumentParser(prog="bench/reports.py")
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--stub", type=Path, required=True)
    parser.add_argument("--whole", action="store_true", help="page after page is measured to its end")
    parser.add_argument("--record", type=Path, metavar="PAGE")
    options = parser.parse_args()
    # So that the stub is stopped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="fermata-bench-") as folder:
        lines = measure(options, Path(folder))
    print("\n".join(lines))
    if options.record:
        report.record(options.record, lines, "figures of the reports")


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
