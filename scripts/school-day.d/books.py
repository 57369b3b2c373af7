# Beside the school's day: at its end the callers' own records, the database and Stripe are laid side by side.
from collections import Counter, defaultdict

from people import SEATS

SHOWN_MAX = 5


class AtStripe:
    """What each description's intents came to: (is held, captured, refunded)."""

    def __init__(self, stub):
        self.intents = {intent["id"]: intent for intent in stub.dump("payment_intent")}
        refunded = Counter()
        for refund in stub.dump("refund"):
            # Of a hold that is let go older versions make a Refund too: a reversal.
            if refund.get("destination_details", {}).get("card", {}).get("type") == "refund":
                refunded[refund["payment_intent"]] += refund["amount"]
        self.refunded = refunded
        self.by_tag = defaultdict(list)
        for intent in self.intents.values():
            self.by_tag[intent["description"]].append(intent["id"])
        cards = {card["customer"] for card in stub.dump("payment_method")}
        people = [customer for customer in stub.dump("customer") if not customer.get("deleted")]
        # One that a killed server's last call made has no card, and nothing hangs on it.
        self.customers = Counter(customer["email"] for customer in people if customer["id"] in cards)

    def truth(self, intent_id):
        intent = self.intents[intent_id]
        return intent["status"] == "requires_capture", intent["amount_received"], self.refunded[intent_id]

    def truths(self, tag):
        """Of all its intents together, holds counted."""
        all_of_it = [self.truth(intent) for intent in self.by_tag[tag]]
        return tuple(map(sum, zip(*all_of_it))) if all_of_it else (0, 0, 0)


class Findings(list):
    def check(self, title, wrong):
        wrong = list(wrong)
        if wrong:
            self.append(f"{title}: {len(wrong)}, such as {wrong[:SHOWN_MAX]}")


def compare(day, house, records):
    """What is not as it should be, in words; nothing when the day is proven."""
    stripe, found = AtStripe(house.stub), Findings()
    rows = house.rows("SELECT id, kind, status, stripe_intent_id, COALESCE(authorized_amount, 0), "
                      "COALESCE(captured_amount, 0), refund_amount FROM payments")
    ours = {intent: (status, int(held), int(taken), int(back))
            for _, _, status, intent, held, taken, back in rows if intent}

    # The callers beside Stripe.
    found.check("stories of which Stripe has something else than the caller knows", (
        (record.tag, record.possible, stripe.truths(record.tag)) for record in records
        if stripe.truths(record.tag) not in [tuple(map(int, state)) for state in record.possible]))
    known = {record.tag for record in records} | {"workshop"}
    found.check("intents of no caller", (tag for tag in stripe.by_tag if tag not in known))

    # The callers beside the database.
    kept = [record for record in records if record.was_told and record.door != "lesson shop"]
    found.check("answers that are not in the database", (
        record.tag for record in kept if record.intent and record.intent not in ours))
    found.check("bookings that are not in the database", sorted(
        {str(record.name) for record in kept if record.door in ("bookings", "packages", "desk")}
        - {row[0] for row in house.rows("SELECT id FROM bookings")}))
    found.check("payments of services that are not in the database", sorted(
        {record.name for record in kept if record.door == "payments" and record.name}
        - {row[0] for row in house.rows("SELECT name FROM service_payments")}))

    # The database beside Stripe.
    found.check("payments that Stripe has otherwise", (
        (intent, mine, stripe.truth(intent)) for intent, mine in ours.items()
        if stripe.truth(intent) != (mine[0] == "authorized", mine[2], mine[3])))
    shop = {intent for record in records if record.door == "lesson shop" for intent in stripe.by_tag[record.tag]}
    # Of a front end whose service was never told.
    untold = {intent for record in records if record.door == "payments" and not record.was_told
              for intent in stripe.by_tag[record.tag]}
    held = {intent for intent in stripe.intents if stripe.truth(intent)[0]}
    found.check("holds at Stripe that the house does not know", sorted(
        held - shop - untold - {intent for intent, mine in ours.items() if mine[0] == "authorized"}))

    # The database by itself.
    found.check("moves of money that are still open",
                house.rows("SELECT id, verb FROM operations WHERE state = 'open'"))
    found.check("payments with two captures", house.rows(
        "SELECT payment_id FROM operations WHERE verb IN ('capture', 'charge') AND state = 'done' "
        "GROUP BY payment_id HAVING COUNT(*) > 1"))
    found.check("events whose ledger lines do not add up", house.rows(
        "SELECT payment_event_id FROM ledger_entries GROUP BY payment_event_id HAVING SUM(amount) <> 0"))
    found.check("mails given up", house.rows("SELECT fact, last_error FROM outbox WHERE gave_up_at IS NOT NULL"))

    # Seats, accounts, and what another service was told.
    seats = house.rows("SELECT COUNT(*) FROM gig_bookings b JOIN gigs g ON g.id = b.gig_id WHERE g.title = 'workshop' "
                       "AND b.status IN ('unpaid', 'requested', 'confirmed', 'started')")
    found.check("seats sold more than once", [row for row in seats if int(row[0]) > SEATS])
    found.check("seats that were promised and not paid", (
        intent for intent in day.seats if stripe.truth(intent)[1] == 0))
    found.check("addresses without one account", (
        (email, stripe.customers[email]) for email in day.accounts if stripe.customers[email] != 1))
    found.check("accounts that were deleted and are there", (email for email in day.gone if stripe.customers[email]))
    taken = set(day.receiver.taken.values())
    found.check("webhooks that another service was owed", sorted(day.hooks - taken))
    found.check("webhooks that were wrong", day.receiver.problems)
    return found


def waiting(house):
    """How much of the house's own work is not done yet, by kind."""
    counts = {
        "moves of money": "SELECT COUNT(*) FROM operations WHERE state = 'open'",
        "mails and webhooks": "SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL AND gave_up_at IS NULL",
        "events": "SELECT COUNT(*) FROM webhook_events WHERE next_try_at IS NOT NULL",
    }
    return {what: count for what, query in counts.items() if (count := int(house.rows(query)[0][0]))}
