"""The desk of the shop's staff: signed in, on every page, on a phone and at a desk, with a keyboard and in the dark."""

import datetime
import urllib.error

from playwright.sync_api import expect

from house import DESK, PHONE, BrowserTest
from test_bookings import booked
from test_pages import Looked

POLICY = """{"name": "half", "title": "Half, always", "cancel": {"student": [{"keep_percent": 50}]},
 "no_show": {"student": {"keep_percent": 100}}}"""
NARROW = {"width": 320, "height": 640}


class House:
    """What the desk has to show: made once for all tests, with names that somebody might try."""

    people = None

    @classmethod
    def make(cls, shop):
        if cls.people:
            return
        cls.people = {
            name: shop.ask("/students", {
                "name": name, "email": f"desk{number}@example.com", "time_zone": "Europe/Berlin",
                "subject": f"desk{number}",
            })["student"]["id"]
            for number, name in enumerate([
                "Clara Schumann", "Django Reinhardt", "Elizabeth Cotten", "Eve <b>Bold</b>"])
        }
        clara, django, elizabeth, _ = cls.people.values()
        cls.instructor = shop.ask("/instructors", {
            "name": "Andrés Segovia", "email": "segovia@example.com", "time_zone": "America/New_York",
            "subject": "segovia", "hourly_rate": 96,
        })["instructor"]["id"]
        now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0, second=0)

        def lesson(student, hours, **more):
            start = now + datetime.timedelta(hours=hours)
            end = start + datetime.timedelta(hours=1)
            body = {"student_id": student, "instructor_id": cls.instructor, "starts_at": start.isoformat(),
                    "ends_at": end.isoformat(), "amount": 96, "payment_method": "pm_card_visa"}
            return shop.ask("/bookings", {**body, **more})["booking"]["id"]

        lesson(clara, 3)
        lesson(elizabeth, 5, amount=72.5)
        lesson(django, 9, amount=120, description="Gypsy jazz, two guitars")
        shop.ask(f"/bookings/{lesson(clara, 14)}/complete", {})
        shop.ask(f"/bookings/{lesson(django, 16)}/cancel", {"by": "student"})
        lesson(elizabeth, 30, is_package=True, lessons_count=4, amount=300)
        try:
            lesson(django, 34, payment_method="pm_card_chargeCustomerFail")
        except urllib.error.HTTPError as refusal:
            # The booking stands, and its card has failed.
            assert refusal.code == 402, refusal.read()
            refusal.close()


class Desk(Looked):
    def setUp(self):
        super().setUp()
        House.make(self.shop)
        self.page.goto(f"{self.site}/admin", wait_until="networkidle")
        expect(self.page).to_have_url(f"{self.site}/admin/sign-in")

    def sign_in(self):
        self.page.get_by_role("button", name="Sign in without a token").click()
        expect(self.page).to_have_url(f"{self.site}/admin")
        self.page.wait_for_load_state("networkidle")

    def open(self, path):
        # What the page before still loads would be cut off, which reads like a fault of the shop's.
        self.page.wait_for_load_state("networkidle")
        self.page.goto(f"{self.site}{path}", wait_until="networkidle")

    def check_all(self, name):
        """As it is; in the dark, where only colors differ; and on the narrowest of phones, where only places do."""
        self.check(name)
        self.page.emulate_media(color_scheme="dark")
        self.fits(f"{name}-dark")
        found = self.axe.run(self.page, options={"runOnly": {"type": "rule", "values": ["color-contrast"]}})
        self.assertEqual(found.violations_count, 0, f"{name}, dark: {found.generate_report()}")
        self.page.emulate_media(color_scheme="light")
        if self.viewport is PHONE:
            self.page.set_viewport_size(NARROW)
            self.fits(f"{name}-narrow")
            self.page.set_viewport_size(PHONE)

    def test_desk_pages_are_for_everyone(self):
        self.check_all("staff-sign-in")
        self.sign_in()
        expect(self.page.get_by_text("Clara Schumann").first).to_be_visible()
        self.check_all("staff-today")
        clara = House.people["Clara Schumann"]
        for name, path in (
            ("bookings", "/admin/bookings"), ("payments", "/admin/payments?payment_status=captured"),
            ("nobody", "/admin/bookings?q=nobody"), ("holds", "/admin/holds"), ("students", "/admin/students"),
            ("student", f"/admin/students/{clara}"), ("instructors", "/admin/instructors"),
            ("instructor", f"/admin/instructors/{House.instructor}"), ("figures", "/admin/figures"), ("policies", "/admin/policies"),
        ):
            with self.subTest(name):
                self.open(path)
                self.check_all(f"staff-{name}")

    def test_desk_search_leads_to_a_payments_story(self):
        self.sign_in()
        self.page.get_by_role("link", name="Bookings").click()
        self.page.get_by_label("Number, or a student's name").fill("CLARA")
        self.page.get_by_role("button", name="Show").click()
        rows = self.page.locator(".rows li")
        expect(rows.first).to_contain_text("Clara Schumann")
        self.assertEqual([row for row in rows.all_inner_texts() if "Clara" not in row], [])
        self.page.get_by_label("Lesson").select_option("completed")
        self.page.get_by_role("button", name="Show").click()
        rows.get_by_role("link").first.click()
        expect(self.page.get_by_role("heading", name="What happened")).to_be_visible()
        expect(self.page.get_by_text("complete, asked for by staff").first).to_be_visible()
        self.check_all("staff-payment")
        # Which is how a browser says that an answer is a file and no page.
        self.expected = ["net::ERR_ABORTED"]
        with self.page.expect_download() as file:
            self.page.evaluate("location.href = '/admin/ledger.csv'")
        self.assertEqual(file.value.suggested_filename, "ledger.csv")

    def test_desk_captures_a_part_after_it_said_so(self):
        number = booked(self.shop, 1)
        self.sign_in()
        self.open(f"/admin/bookings?q={number}")
        self.page.locator(".rows li").get_by_role("link").click()
        self.page.get_by_role("link", name="Capture").click()
        expect(self.page.get_by_text("$96.00 is taken: all that is held.")).to_be_visible()
        self.check_all("staff-capture")
        self.page.get_by_label("A part of it").fill("40.50")
        self.page.get_by_role("button", name="Say what it comes to").click()
        expect(self.page.get_by_text("$40.50 is taken, and $55.50 of the hold is released.")).to_be_visible()
        self.page.get_by_role("button", name="Capture $40.50").click()
        expect(self.page.locator(".facts")).to_contain_text("Captured$40.50")

    def test_desk_cancels_as_it_promised(self):
        number = booked(self.shop, 1)
        self.sign_in()
        self.open(f"/admin/bookings/{number}/cancel")
        self.check_all("staff-cancel")
        self.page.get_by_role("button", name="Cancel for the instructor").click()
        expect(self.page.get_by_text("released").first).to_be_visible()
        self.assertEqual(self.shop.ask(f"/bookings/{number}")["booking"]["payment_status"], "released")

    def test_desk_rehearses_a_policy_and_names_what_is_wrong_with_one(self):
        self.sign_in()
        self.page.get_by_role("link", name="Policies").click()
        text = self.page.get_by_label("A policy as JSON")
        text.fill(POLICY.replace("50", "101"))
        self.expected = [400]
        self.page.get_by_role("button", name="Rehearse").click()
        expect(self.page.get_by_role("alert")).to_contain_text("cancel.student[0].keep_percent")
        expect(text).to_have_value(POLICY.replace("50", "101"))
        self.check_all("staff-policy-refused")
        text.fill(POLICY)
        self.page.get_by_role("button", name="Rehearse").click()
        expect(self.page.get_by_text("would have been settled otherwise")).to_be_visible()
        self.check_all("staff-policy-rehearsed")

    def test_desk_works_with_the_keyboard_alone(self):
        page, press = self.page, self.page.keyboard.press
        self.tab_to("input[type=hidden] ~ button")
        press("Enter")
        expect(page).to_have_url(f"{self.site}/admin")
        press("Tab")
        expect(page.get_by_text("Skip to the content")).to_be_focused()
        self.tab_to("nav a:nth-child(3)")
        press("Enter")
        expect(page.get_by_role("heading", name="Payments", exact=True)).to_be_visible()
        press("/")
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.type("a/b")
        expect(page.locator("#q")).to_have_value("a/b")
        page.locator("#q").fill("elizabeth")
        press("Enter")
        expect(page.locator(".rows li").first).to_contain_text("Elizabeth Cotten")

    def test_desk_sends_a_form_once_however_often_it_is_clicked(self):
        self.sign_in()
        self.open("/admin/policies")
        # It goes nowhere: what is looked at is the page that waits.
        self.page.evaluate("addEventListener('submit', (event) => event.preventDefault())")
        button = self.page.get_by_role("button", name="Rehearse")
        button.click()
        expect(button).to_be_disabled()
        self.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        expect(button).to_be_enabled()

    def test_desk_tells_moments_by_the_browsers_clock_too(self):
        self.sign_in()
        title = self.page.locator("main time").first.get_attribute("title")
        self.assertRegex(title, r"^[A-Z][a-z]+day, .* where you are$")

    def test_desk_lets_go_of_who_signs_out(self):
        self.sign_in()
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page).to_have_url(f"{self.site}/admin/sign-in")
        self.open("/admin/payments")
        expect(self.page).to_have_url(f"{self.site}/admin/sign-in")


class DeskWithAScreen(Desk, BrowserTest):
    viewport = DESK


class DeskOnAPhone(Desk, BrowserTest):
    viewport = PHONE


class DeskWithoutScript(BrowserTest):
    """All that the script does is comfort."""

    def test_desk_works_without_a_script(self):
        House.make(self.shop)
        context = self.browser.new_context(java_script_enabled=False, viewport=DESK)
        self.addCleanup(context.close)
        page = context.new_page()
        page.goto(f"{self.site}/admin/sign-in")
        page.get_by_role("button", name="Sign in without a token").click()
        page.get_by_role("link", name="Students").click()
        page.get_by_label("How a name or mail address begins").fill("eve")
        page.get_by_role("button", name="Show").click()
        page.get_by_role("link", name="Eve <b>Bold</b>").click()
        expect(page.get_by_role("heading", name="Eve <b>Bold</b>")).to_be_visible()
