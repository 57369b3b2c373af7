# Beside the school's day: who is there before it begins, and the hours that are still free.
import itertools
import threading
import time
import urllib.parse
import urllib.request

from client import Ask, Wire

STUDENTS, INSTRUCTORS, SIGNED_IN = 40, 120, 6
SEATS = 20
# A lesson is the first half of its slot, so that it can be moved to the second.
SLOT_SECONDS, LESSON_SECONDS = 900, 450
# Of holds that are placed at once: within three days, and none that begins while the day is lived.
FIRST_HOURS, LAST_HOURS = 2, 60


class People:
    # By the hour, and what of it a lesson costs.
    RATE_CENTS, LESSON_CENTS = 8000, 1000

    def __init__(self, house):
        self.wire = Wire(house.ports, house.stub.port, 0)
        self.staff = house.token("staff", "office")
        self.service = house.token("service", "flights", "write:payment read:payment")
        self.customers = [self.customer_with_card(number) for number in range(STUDENTS)]
        for number in range(STUDENTS, STUDENTS + SIGNED_IN):
            self.post("/students", {"name": f"Buyer {number}", "email": f"buyer{number}@example.com",
                                    "subject": f"student{number}"})
        self.students = [
            self.post("/students", {"name": f"Student {number}", "email": f"student{number}@example.com",
                                    "customer_id": customer, "subject": f"student{number}"})["student"]["id"]
            for number, customer in enumerate(self.customers)]
        self.instructors = [
            self.post("/instructors", {"name": f"Teacher {number}", "email": f"teacher{number}@example.com",
                                       "subject": f"teacher{number}", "hourly_rate_cents": self.RATE_CENTS})
            ["instructor"]["id"] for number in range(INSTRUCTORS)]
        self.student_tokens = [house.token("student", f"student{number}") for number in range(SIGNED_IN)]
        # They have no lessons: a card that is saved again takes the older one's place under a hold's feet.
        self.buyer_tokens = [
            house.token("student", f"student{number}") for number in range(STUDENTS, STUDENTS + SIGNED_IN)]
        self.teacher_tokens = [house.token("teacher", f"teacher{number}") for number in range(SIGNED_IN)]
        for number in range(SIGNED_IN):
            self.have_paid(self.instructors[number])
        self.workshop = self.post("/api/gigs/", {
            "title": "workshop", "amount": 80.00, "seats": SEATS, "instructor_id": self.instructors[0]})["gig"]["id"]
        slots = (LAST_HOURS - FIRST_HOURS) * 3600 // SLOT_SECONDS
        self.slots = itertools.product(range(slots), self.instructors)
        self.lock = threading.Lock()
        self.base = int(time.time()) // SLOT_SECONDS * SLOT_SECONDS + FIRST_HOURS * 3600
        # Spread over the days, so that every kind of cancel is there from the start.
        self.stride = 37
        self.slots_count = slots
        self.wire.close_all()

    def post(self, path, body, stripe=False):
        answer = self.wire.send(Ask("people", "POST", path, body, self.staff, stripe=stripe))
        if answer is None or not answer.is_good:
            raise SystemExit(f"school-day: {path}: {answer}")
        return answer.body

    def customer_with_card(self, number):
        customer = self.post("/v1/customers", {"email": f"student{number}@example.com"}, stripe=True)["id"]
        self.post("/v1/payment_methods/pm_card_visa/attach", {"customer": customer}, stripe=True)
        return customer

    def have_paid(self, instructor):
        """The teacher opens Stripe's page, and Stripe pays them from then on."""
        path = f"/api/teachers/{instructor}/stripe-account/"
        page = self.post(path, {})["onboarding_url"]
        with urllib.request.urlopen(page, timeout=10):
            pass
        if not self.post(path, {})["can_be_paid"]:
            raise SystemExit("school-day: a teacher cannot be paid")

    def customer(self, dice):
        return dice.choice(self.customers)

    def student(self, dice):
        return dice.choice(self.student_tokens)

    def buyer(self, dice):
        return dice.choice(self.buyer_tokens)

    def teacher(self, dice):
        return dice.choice(self.teacher_tokens)

    def lesson(self, dice):
        """A body without a price, of an hour that nobody else gets, and when it begins."""
        with self.lock:
            slot, instructor = next(self.slots)
        starts = self.base + slot * self.stride % self.slots_count * SLOT_SECONDS
        body = {"student_id": dice.choice(self.students), "instructor_id": instructor, "starts_at": starts,
                "ends_at": starts + LESSON_SECONDS}
        return body, starts

    def card(self, dice):
        """One of the ways to pay for a gig."""
        if dice.random() < 0.5:
            return {"payment_method": "pm_card_visa"}
        return {"card_details": {"card_number": "4242424242424242", "exp_month": 12, "exp_year": 2031, "cvc": "123",
                                 "cardholder_name": "Ada Lovelace"}, "save_card": dice.random() < 0.3}
