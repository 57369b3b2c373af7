# Beside the school's day: what students, teachers and the house do at the marketplace.
from client import Ask, Surprise, good

GONE = False


def gig(day, client, tag):
    """A teacher offers a gig, a student pays for it by card, the teacher answers, the house decides on a refund."""
    dice, people = client.dice, day.people
    record = client.record(tag, "marketplace")
    teacher = people.teacher(dice)
    student = people.buyer(dice)
    amount = dice.randrange(1000, 20000)
    offered = yield from good(
        Ask("marketplace", "POST", "/api/gigs/", {"title": tag, "amount": amount / 100}, teacher))
    order = {"gig_id": offered.body["gig"]["id"]} | people.card(dice)
    paid = yield from record.move(
        Ask("marketplace", "POST", "/api/payments/process-payment/", order, student, tag), (GONE, amount, 0))
    record.intent, record.name = paid.body.get("payment_intent_id"), paid.body["payment_id"]
    if paid.status == 202:
        return
    path = f"/api/bookings/{paid.body['booking_id']}"
    if dice.random() < 0.2:
        yield from record.move(
            Ask("marketplace", "POST", f"{path}/decline/", {}, teacher, f"{tag}-decline"), (GONE, amount, amount))
        return
    yield from good(Ask("marketplace", "POST", f"{path}/confirm/", {}, teacher, f"{tag}-confirm"))
    if dice.random() < 0.5:
        back = amount // 4
        wish = {"payment_id": record.name, "amount": back / 100, "reason": "Ill."}
        asked = yield Ask("marketplace", "POST", "/api/payments/refund-requests/", wish, student)
        # Without a key: whoever asks again after a lost answer has one open already.
        if asked.status == 409:
            return
        request = f"/api/payments/refund-requests/{asked.body['refund_request']['id']}/process/"
        if dice.random() < 0.7:
            yield from record.move(
                Ask("marketplace", "POST", request, {"action": "approve"}, people.staff, f"{tag}-approve"),
                (GONE, amount, back))
        else:
            yield from good(
                Ask("marketplace", "POST", request, {"action": "reject"}, people.staff, f"{tag}-reject"))
    yield from good(Ask("marketplace", "POST", f"{path}/start/", {}, teacher, f"{tag}-start"))


def workshop(day, client, tag):
    """All want one of the few seats."""
    order = {"gig_id": day.people.workshop, "payment_method": "pm_card_visa"}
    answer = yield Ask("marketplace", "POST", "/api/payments/process-payment/", order,
                       day.people.buyer(client.dice), tag)
    if answer.status == 200:
        day.seat_taken(answer.body["payment_intent_id"])
    elif answer.status not in (202, 409):
        raise Surprise(Ask("marketplace", "POST", "workshop"), answer)
