"""The pages behind a booking's links, and the document of the routes: for everyone, on a phone and at a desk."""

import datetime
import itertools

from playwright.sync_api import expect

from house import DESK, PHONE, BrowserTest
from test_pages import Looked

# The instructor has one lesson at a time.
places = itertools.count(1)


def booked(shop, days):
    """A lesson after so many days, of the sandbox's own student and instructor."""
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    start = now + datetime.timedelta(days=days, hours=2 * next(places))
    end = start + datetime.timedelta(hours=1)
    return shop.ask("/bookings", {
        "student_id": 1, "instructor_id": 1, "amount": 96,
        "starts_at": start.isoformat(), "ends_at": end.isoformat(),
    })["booking"]["id"]


class BookingPages(Looked):
    """By the link of a mail, without signing in."""

    def open_status(self, days):
        number = booked(self.shop, days)
        self.page.goto(self.shop.ask(f"/bookings/{number}")["status_url"], wait_until="networkidle")
        return number

    def test_a_lessons_page_says_how_its_money_stands(self):
        number = self.open_status(1)
        expect(self.page.get_by_text("$96.00 reserved").first).to_be_visible()
        self.check("booking-reserved")
        self.shop.ask(f"/bookings/{number}/complete", {})
        self.page.reload(wait_until="networkidle")
        expect(self.page.get_by_text("$96.00 charged").first).to_be_visible()
        self.check("booking-captured")

    def test_a_lesson_far_away_is_not_held_yet(self):
        self.open_status(30)
        self.check("booking-pending")

    def test_the_outbox_of_the_sandbox(self):
        self.page.goto(f"{self.site}/sandbox/outbox", wait_until="networkidle")
        self.check("outbox", frames=False)

    def test_the_document_of_the_routes(self):
        self.page.goto(f"{self.site}/docs", wait_until="networkidle")
        expect(self.page.get_by_text("/payment/{id}/complete").first).to_be_visible()
        self.check("docs")


class BookingPagesAtADesk(BookingPages, BrowserTest):
    viewport = DESK


class BookingPagesOnAPhone(BookingPages, BrowserTest):
    viewport = PHONE
