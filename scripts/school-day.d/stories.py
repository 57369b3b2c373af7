# Beside the school's day: what its people do at each door. Every story is of one description at Stripe, its tag.
import re
import time

from client import Ask, Surprise, good
from market import gig, workshop
from people import LESSON_SECONDS

HELD, GONE = True, False
HOUR = 3600
# A cancel is free until then, by the policy six-hours; nearer to it than this nobody decides.
FREE_HOURS, NEAR_SECONDS = 6, 600


def lesson_shop(day, client, tag):
    """Three routes that keep nothing: a hold, then all or a part of it, or nothing; and some of that back."""
    dice, record = client.dice, client.record(tag, "lesson shop")
    amount = dice.randrange(500, 9000)
    form = {"customer_id": day.people.customer(dice), "amount": amount, "description": tag}
    held = yield from record.move(
        Ask("lesson shop", "POST", "/schedule-lesson", form, key=tag), (HELD, 0, 0))
    intent = record.intent = held.body["payment"]["id"]
    fate = dice.random()

    def then(path, after, part=None):
        body = {"payment_intent_id": intent} | ({"amount": part} if part else {})
        return record.move(Ask("lesson shop", "POST", path, body, key=f"{tag}{path}-{part}"), after)

    if fate < 0.15:
        return
    if fate < 0.35:
        yield from then("/refund-lesson", (GONE, 0, 0))
        return
    taken = amount if dice.random() < 0.6 else amount // 2
    yield from then("/complete-lesson-payment", (GONE, taken, 0), taken if taken < amount else None)
    if fate < 0.6:
        back = taken if dice.random() < 0.5 else taken // 3
        yield from then("/refund-lesson", (GONE, taken, back), back if back < taken else None)


def shop_declined(day, client, tag):
    record = client.record(tag, "lesson shop")
    form = {"customer_id": "cus_SandboxDecline", "amount": 900, "description": tag}
    yield from record.move(Ask("lesson shop", "POST", "/schedule-lesson", form, key=tag), (GONE, 0, 0), 400)


def account(day, client, tag):
    """Somebody signs up in a browser, saves a card by Stripe's script, and later moves or leaves."""
    email = f"{tag}@example.com"
    person = {"name": f"Person {tag}", "email": email}
    yield from good(Ask("account", "GET", "/lessons"))
    signed_up = yield from good(Ask("account", "POST", "/lessons", person | {"first_lesson": "30 Nov 3:00 p.m."}))
    customer, secret = signed_up.body["customer_id"], signed_up.body["client_secret"]
    setup = secret.split("_secret_")[0]
    yield from good(Ask("Stripe", "POST", f"/v1/setup_intents/{setup}/confirm",
                        {"payment_method": "pm_card_visa"}, key=f"{tag}-confirm", stripe=True))
    yield from good(Ask("account", "POST", f"/update-payment-details/{customer}", {"setup_intent": setup}))
    day.signed_up(email)
    card = yield from good(Ask("account", "GET", f"/payment-method/{customer}"))
    if '"last4": "4242"' not in card.text and '"last4":"4242"' not in card.text:
        raise Surprise(Ask("account", "GET", "/payment-method"), card)
    if client.dice.random() < 0.3:
        yield from good(Ask("account", "POST", f"/account-update/{customer}", person | {"name": "Another Name"}))
    if client.dice.random() < 0.2:
        yield from good(Ask("account", "POST", f"/delete-account/{customer}"))
        day.left(email)


def booking(day, client, tag):
    """A lesson is booked by the office or by its student, and then taught, cancelled, missed or moved."""
    dice, people = client.dice, day.people
    record = client.record(tag, "bookings")
    lesson, starts = people.lesson(dice)
    amount = dice.randrange(2000, 12000)
    lesson |= {"amount_cents": amount, "description": tag}
    booked = yield from record.move(
        Ask("bookings", "POST", "/bookings", lesson, people.staff, tag), (HELD, 0, 0))
    record.name = booked.body["booking"]["id"]
    record.intent = booked.body["booking"]["stripe_intent_id"]
    if booked.status == 202:
        return
    path = f"/bookings/{record.name}"
    fate = dice.random()

    def do(action, body, after, token=people.staff):
        return record.move(
            Ask("bookings", "POST", f"{path}/{action}", body, token, f"{tag}-{action}"), after)

    if fate < 0.12:
        yield from good(Ask("bookings", "GET", f"{path}/events", token=people.staff))
    elif fate < 0.40:
        yield from do("complete", {}, (GONE, amount, 0))
        yield from good(Ask("bookings", "GET", path, token=people.staff))
    elif fate < 0.55:
        part = amount // 2
        yield from do("capture-payment", {"amount_cents": part}, (GONE, part, 0))
    elif fate < 0.65:
        yield from do("no-show", {"of": "student"}, (GONE, amount, 0))
    elif fate < 0.72:
        yield from do("no-show", {"of": "instructor"}, (GONE, 0, 0))
    elif fate < 0.82:
        later = {name: lesson[name] + LESSON_SECONDS for name in ("starts_at", "ends_at")}
        yield from do("reschedule", later, (HELD, 0, 0))
    else:
        to_free = starts - FREE_HOURS * HOUR - time.time()
        if abs(to_free) < NEAR_SECONDS:
            return
        kept = 0 if to_free > 0 else amount
        quote = yield from good(Ask("bookings", "POST", f"{path}/quotes", {"by": "student"}, people.staff))
        if quote.body["keep_cents"] != kept:
            raise Surprise(Ask("bookings", "POST", "quotes"), quote)
        yield from do("cancel", {"by": "student", "quote": quote.body["token"]}, (GONE, kept, 0))


def own_booking(day, client, tag):
    """A student books with their own token, at the instructor's rate, and looks at it."""
    dice, people = client.dice, day.people
    record = client.record(tag, "bookings")
    lesson, _ = people.lesson(dice)
    del lesson["student_id"]
    token = people.student(dice)
    booked = yield from record.move(
        Ask("bookings", "POST", "/bookings", lesson | {"amount_cents": people.LESSON_CENTS, "description": tag}, token,
            tag), (HELD, 0, 0))
    record.name = booked.body["booking"]["id"]
    record.intent = booked.body["booking"]["stripe_intent_id"]
    yield from good(Ask("bookings", "GET", "/bookings", token=token))


def package(day, client, tag):
    """Four lessons charged at once; one more is taken from them, and the rest may be given back."""
    dice, people = client.dice, day.people
    record = client.record(tag, "packages")
    lesson, _ = people.lesson(dice)
    amount = 4 * dice.randrange(1000, 6000)
    order = lesson | {"amount_cents": amount, "is_package": True, "lessons_count": 4, "description": tag}
    bought = yield from record.move(Ask("packages", "POST", "/bookings", order, people.staff, tag), (GONE, amount, 0))
    record.name = bought.body["booking"]["id"]
    record.intent = bought.body["booking"]["stripe_intent_id"]
    if bought.status == 202:
        return
    wallet = bought.body["booking"]["package_id"]
    another, _ = people.lesson(dice)
    another["student_id"] = lesson["student_id"]
    yield from good(Ask("packages", "POST", "/bookings", another | {"package_id": wallet}, people.staff, f"{tag}-2"))
    if dice.random() < 0.4:
        yield from record.move(
            Ask("packages", "POST", f"/packages/{wallet}/refund", {}, people.staff, f"{tag}-refund"),
            (GONE, amount, amount // 4 * 2))


def service(day, client, tag):
    """Another service's front end has a card ready, or a hold; the service tells of it and ends it."""
    dice, token = client.dice, day.people.service
    record = client.record(tag, "payments")
    amount = dice.randrange(500, 30000)
    if dice.random() < 0.5:
        card = yield from good(Ask("Stripe", "POST", "/v1/payment_methods", {"type": "card", "card[token]": "tok_visa"},
                                   key=f"{tag}-card", stripe=True))
        token_text = card.body["id"]
    else:
        hold = {"amount": amount, "currency": "usd", "capture_method": "manual", "confirm": "true",
                "payment_method": "pm_card_visa", "description": tag, "payment_method_types[]": "card"}
        held = yield from record.move(
            Ask("Stripe", "POST", "/v1/payment_intents", hold, key=f"{tag}-hold", stripe=True), (HELD, 0, 0))
        token_text = held.body["id"]
        record.was_told = False
    order = {"amount": amount / 100, "currency": "USD", "stripeToken": token_text, "description": tag,
             "email": "flights@example.com"}
    put = yield from record.move(Ask("payments", "PUT", "/payment", order, token), (HELD, 0, 0))
    name = record.name = put.body["id"]
    if put.status == 202:
        return
    day.hooks_wanted(name, "payment.authorized")
    fate = dice.random()

    def do(action, body, after, event):
        answer = yield from record.move(
            Ask("payments", "POST", f"/payment/{name}/{action}", body, token, f"{tag}-{action}"), after)
        if answer.status == 200:
            day.hooks_wanted(name, event)
        return answer.status == 200

    if fate < 0.15:
        yield from good(Ask("payments", "GET", f"/payment/{name}", token=token))
    elif fate < 0.35:
        yield from do("cancel", None, (GONE, 0, 0), "payment.released")
    else:
        taken = amount if fate < 0.75 else amount // 2
        body = {"amount": taken / 100} if taken < amount else {}
        is_done = yield from do("complete", body, (GONE, taken, 0), "payment.captured")
        if is_done and fate > 0.65:
            back = taken // 3
            yield from do("refund", {"amount": back / 100}, (GONE, taken, back), "payment.refunded")


def reports(day, client, tag):
    staff = day.people.staff
    for path in ("/api/payments/dashboard/", "/analytics", "/metrics", "/bookings?payment_status=authorized",
                 "/payments"):
        yield from good(Ask("reports", "GET", path, token=staff))
    # All who ask share the rate at which Stripe may be read, so that a few are many: one asks, one at a time.
    if client.number == 0:
        yield from good(Ask("lesson total", "GET", "/calculate-lesson-total", token=staff))


def desk(day, client, tag):
    """Somebody of the office looks around with a browser, and presses one button."""
    signed_in = yield from good(Ask("desk", "POST", "/admin/sign-in", {"token": day.people.staff}, is_form=True))
    cookie = signed_in.cookie
    for page in ("/admin", "/admin/bookings", "/admin/payments", "/admin/holds", "/admin/holds.ics"):
        yield from good(Ask("desk", "GET", page, cookie=cookie))
    record = client.record(tag, "desk")
    lesson, _ = day.people.lesson(client.dice)
    lesson |= {"amount_cents": 4200, "description": tag}
    booked = yield from record.move(
        Ask("bookings", "POST", "/bookings", lesson, day.people.staff, tag), (HELD, 0, 0))
    record.name = booked.body["booking"]["id"]
    record.intent = booked.body["booking"]["stripe_intent_id"]
    if booked.status == 202:
        return
    path = f"/admin/bookings/{record.name}/capture"
    page = yield from good(Ask("desk", "GET", path, cookie=cookie))
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))
    yield from record.move(Ask("desk", "POST", path, fields, cookie=cookie, is_form=True), (GONE, 4200, 0))


# How often each is begun, of a hundred.
SHARES = ((lesson_shop, 22), (shop_declined, 3), (account, 8), (booking, 28), (own_booking, 4), (package, 7),
          (service, 12), (gig, 9), (workshop, 2), (reports, 2), (desk, 3))
