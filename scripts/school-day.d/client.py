# Beside the school's day: who asks. A client lives through stories, and asks again as a real one would.
#
# A story is a generator: it yields what is to be asked and gets the answer when there is a definite one. Until then it
# is laid aside, and its client goes on with another: nobody stands still while a killed server's keys are locked.
import heapq
import http.client
import json
import random
import re
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

SECRET_KEY = "sk_test_TheSchoolDaysOwnKeyOfStripe"
# As long as a caller waits for one answer.
TIMEOUT_SECONDS = 40
# Of answers that say that Stripe failed: some are kept by Stripe for the key, and come for ever.
FAILED_TRIES_MAX = 12
LAID_ASIDE_MAX = 8
# What the first of two equal requests is, by a 409 of the API, of Stripe's or of the desk.
UNDER_WAY = ("idempotency_key_in_use", "lock_timeout", "still running", "What it does is under way")


@dataclass
class Ask:
    door: str
    method: str
    path: str
    body: dict | None = None
    token: str | None = None
    # The same at every try.
    key: str | None = None
    is_form: bool = False
    cookie: str | None = None
    # What a browser asks of Stripe itself, or of a page of Stripe's.
    stripe: bool = False


@dataclass
class Answer:
    status: int
    text: str
    cookie: str | None = None

    @property
    def body(self):
        return json.loads(self.text)

    @property
    def words(self):
        """Of a page what it says, without its frame."""
        if not self.text.startswith("<!doctype html>"):
            return self.text
        return " ".join(re.sub(r"<[^>]*>", " ", self.text.partition("<main")[2].partition(">")[2]).split())

    @property
    def is_good(self):
        return 200 <= self.status < 400

    def is_definite(self):
        """Whether the request need not be sent again."""
        if self.status == 400 and '"rate_limit"' in self.text:
            return False
        if self.status == 409:
            return not any(words in self.text for words in UNDER_WAY)
        return self.status < 500 and self.status != 429


class Unknown(Exception):
    """Nobody will ever say what became of the request."""


class Surprise(Exception):
    """An answer that a story cannot have."""

    def __init__(self, ask, answer):
        super().__init__(f"{ask.method} {ask.path} {ask.key} {ask.body}: {answer.status} {answer.words[:300]}")


@dataclass
class Record:
    """What a caller knows of the money of one story; `tag` is its description at Stripe."""
    tag: str
    door: str
    # Each (is held, captured, refunded) in which it may be; one when the caller was told.
    possible: list = field(default_factory=lambda: [(False, 0, 0)])
    intent: str | None = None
    # The name that the house gave it.
    name: object = None
    was_told: bool = False

    def move(self, ask, after, *refusals):
        """Asks for a movement: `yield from` it. A refusal with one of the statuses moves nothing."""
        before = self.possible
        self.possible = before + [after]
        answer = yield ask
        if answer.is_good:
            self.possible, self.was_told = [after], True
        elif answer.status in refusals:
            self.possible = before
        else:
            raise Surprise(ask, answer)
        return answer


def good(ask):
    """Asks for what cannot be refused: `yield from` it."""
    answer = yield ask
    if not answer.is_good:
        raise Surprise(ask, answer)
    return answer


class Wire:
    """Kept connections of one client: to the house's servers, one after the other when one is gone, and to Stripe."""

    def __init__(self, ports, stripe_port, number):
        self.ports = ports
        self.stripe_port = stripe_port
        self.turn = number
        self.open = {}

    def send(self, ask):
        port = self.stripe_port if ask.stripe else self.ports[self.turn % len(self.ports)]
        headers, body = {}, None
        if ask.stripe:
            headers["Authorization"] = f"Bearer {SECRET_KEY}"
        elif ask.token:
            headers["Authorization"] = f"Bearer {ask.token}"
        if ask.key:
            headers["Idempotency-Key"] = ask.key
        if ask.cookie:
            headers["Cookie"] = ask.cookie
        if ask.body is not None:
            is_form = ask.is_form or ask.stripe
            headers["Content-Type"] = "application/x-www-form-urlencoded" if is_form else "application/json"
            body = urllib.parse.urlencode(ask.body) if is_form else json.dumps(ask.body)
        try:
            connection = self.open.get(port)
            if connection is None:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
                self.open[port] = connection
            connection.request(ask.method, ask.path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            if ask.stripe and ask.path.startswith("/v1/"):
                json.loads(text)
            cookie = (answer.getheader("Set-Cookie") or "").split(";")[0] or None
            return Answer(answer.status, text, cookie)
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            self.close(port)
            if not ask.stripe:
                self.turn += 1
            return None

    def close(self, port):
        """A body that is half read, or a request that is half sent, is no good for the next."""
        connection = self.open.pop(port, None)
        if connection:
            connection.close()

    def close_all(self):
        for port in list(self.open):
            self.close(port)


@dataclass(order=True)
class Open:
    """A story under way."""
    due: float
    order: int
    story: object = field(compare=False)
    ask: object = field(compare=False, default=None)
    tries: int = field(compare=False, default=0)
    failed: int = field(compare=False, default=0)


class Client(threading.Thread):
    def __init__(self, number, day, wire, seed):
        super().__init__(name=f"client {number}", daemon=True)
        self.day = day
        self.wire = wire
        self.dice = random.Random(f"{seed} {number}")
        self.number = number
        self.begun = 0
        # (door, seconds, status; 0 without an answer)
        self.told = []
        self.surprises = []
        self.records = []
        self.unknown = 0
        # What it waits for just now.
        self.asking = None
        self.error_texts = []

    def record(self, tag, door):
        self.records.append(Record(tag, door))
        return self.records[-1]

    def run(self):
        aside = []
        while not self.day.is_over.is_set() or aside:
            if self.day.is_given_up.is_set():
                break
            now = time.monotonic()
            if aside and aside[0].due <= now:
                current = heapq.heappop(aside)
            elif not self.day.is_over.is_set() and len(aside) < LAID_ASIDE_MAX:
                self.begun += 1
                current = Open(now, self.begun, self.day.begin(self))
                if not self.advance(current, None):
                    continue
            else:
                time.sleep(min(0.05, max(0.001, aside[0].due - now)) if aside else 0.05)
                continue
            self.step(current, aside)
        for rest in aside:
            self.surprises.append(f"never answered: {rest.ask.method} {rest.ask.path} after {rest.tries} tries")
        self.wire.close_all()

    def step(self, current, aside):
        """Asks until the story has an end or is laid aside."""
        while True:
            began, self.asking = time.monotonic(), current.ask
            answer = self.wire.send(current.ask)
            self.told.append((current.ask.door, time.monotonic() - began, answer.status if answer else 0))
            if answer and answer.status >= 400:
                self.error_texts.append(answer.text)
            if answer is None or not answer.is_definite():
                current.tries += 1
                current.failed += answer is not None and answer.status >= 500
                if current.failed < FAILED_TRIES_MAX:
                    pause = min(2.0, 0.05 * 2 ** min(current.tries, 6)) * self.dice.uniform(0.5, 1)
                    current.due = time.monotonic() + pause
                    heapq.heappush(aside, current)
                    return
                self.unknown += 1
                answer = None
            current.tries = current.failed = 0
            if not self.advance(current, answer):
                return

    def advance(self, current, answer):
        """Hands the answer to the story, and has the next question of it; false at its end."""
        try:
            if current.ask is None:
                current.ask = next(current.story)
            elif answer is None:
                current.ask = current.story.throw(Unknown())
            else:
                current.ask = current.story.send(answer)
            return True
        except (StopIteration, Unknown):
            return False
        except Surprise as surprise:
            self.surprises.append(str(surprise))
            return False
        except Exception as failure:
            self.surprises.append(f"{current.ask and current.ask.path}: {failure!r}")
            return False
