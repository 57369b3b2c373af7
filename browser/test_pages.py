"""What holds for every page: its dates, its links, its weight, and that everyone can use it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from house import CHALLENGED, DECLINED, DESK, GOOD, PHONE, WOOHOO, BrowserTest

# A moment, and the three lessons that are offered then: 9, 14 and 21 days later in New York.
OFFERS = {
    # Still the 20th of November in New York.
    "2026-11-21T04:59:00Z": ["29 Nov 3:00 p.m.", "04 Dec 4:00 p.m.", "11 Dec 5:00 p.m."],
    "2026-11-21T05:01:00Z": ["30 Nov 3:00 p.m.", "05 Dec 4:00 p.m.", "12 Dec 5:00 p.m."],
    # Over the changes to and from daylight saving time, each at an hour at which its day has 23 or 25 hours.
    "2026-03-06T04:30:00Z": ["14 Mar 3:00 p.m.", "19 Mar 4:00 p.m.", "26 Mar 5:00 p.m."],
    "2026-10-31T03:30:00Z": ["08 Nov 3:00 p.m.", "13 Nov 4:00 p.m.", "20 Nov 5:00 p.m."],
    # Over a new year, a leap day and the month whose short name is not always short.
    "2026-12-23T17:00:00Z": ["01 Jan 3:00 p.m.", "06 Jan 4:00 p.m.", "13 Jan 5:00 p.m."],
    "2028-02-20T17:00:00Z": ["29 Feb 3:00 p.m.", "05 Mar 4:00 p.m.", "12 Mar 5:00 p.m."],
    "2026-09-01T17:00:00Z": ["10 Sep 3:00 p.m.", "15 Sep 4:00 p.m.", "22 Sep 5:00 p.m."],
}


# A frame has no headings and landmarks of its own; all that the law asks for holds there too.
PART_OF_A_PAGE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


class Dates:
    def test_the_lessons_are_on_new_yorks_days_wherever_the_browser_is(self):
        for moment, labels in OFFERS.items():
            with self.subTest(moment):
                self.page.clock.set_fixed_time(moment)
                # At rest, or the next visit would break off what this one still loads.
                self.page.goto(f"{self.site}/lessons", wait_until="networkidle")
                self.assertEqual(self.page.locator(".session time").all_inner_texts(), labels)


class DatesInNewYork(Dates, BrowserTest):
    zone = "America/New_York"


class DatesInBerlin(Dates, BrowserTest):
    zone = "Europe/Berlin"


class DatesInTokyo(Dates, BrowserTest):
    zone = "Asia/Tokyo"


class Navigation(BrowserTest):
    def test_a_click_on_the_link_to_the_page_one_is_on_reloads_nothing(self):
        self.open_lessons()
        self.page.get_by_placeholder("Name").fill("Ada")
        self.page.get_by_text("Lessons Courses").click()
        expect(self.page.get_by_placeholder("Name")).to_have_value("Ada")
        expect(self.page).to_have_url(f"{self.site}/lessons")

    def test_the_links_lead_from_page_to_page(self):
        self.open_account("cus_SandboxApprove")
        self.page.get_by_text("Lessons Courses").click(timeout=self.limit(1_000))
        expect(self.page).to_have_url(f"{self.site}/lessons")
        self.page.get_by_role("link", name="Home", exact=True).click()
        expect(self.page).to_have_url(f"{self.site}/")
        expect(self.page.get_by_role("link", name="Sign Up")).to_have_id("lessons")

    def test_every_page_comes_to_rest(self):
        for path in ("/", "/lessons", "/account-update/cus_SandboxApprove"):
            self.page.goto(self.site + path, wait_until="networkidle", timeout=self.limit(5_000))


class Weight(BrowserTest):
    def load(self, path):
        """The status of each answer of ours, and how many bytes there were of all bodies."""
        answers = []
        keep = lambda answer: answers.append(answer)
        self.page.on("response", keep)
        self.page.goto(self.site + path, wait_until="networkidle")
        self.page.remove_listener("response", keep)
        ours = [answer for answer in answers if answer.url.startswith(self.site)]
        return [answer.status for answer in ours], sum(answer.request.sizes()["responseBodySize"] for answer in ours)

    def test_a_page_is_small_and_the_second_visit_smaller(self):
        for path in ("/", "/lessons", "/account-update/cus_SandboxApprove"):
            with self.subTest(path):
                _, first = self.load(path)
                self.assertGreater(first, 1_000)
                self.assertLess(first, 20_000)
                statuses, second = self.load(path)
                self.assertIn(304, statuses)
                # The account's own data comes anew.
                self.assertLess(second, 4_000)


class Looked:
    """At a page as it is for everyone: within the screen, and read aloud."""

    axe = Axe()

    def fits(self, name):
        self.picture(name)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        self.assertEqual(wide, 0, f"{name} is wider than the screen")

    def check(self, name, frames=True):
        """frames: not those in which nothing may run, as no reader does."""
        self.fits(name)
        for frame in self.page.frames if frames else [self.page.main_frame]:
            whole = None if frames else {"iframes": False}
            found = self.axe.run(frame, options=PART_OF_A_PAGE if frame.parent_frame else whole)
            self.assertEqual(found.violations_count, 0, f"{name}, {frame.url}: {found.generate_report()}")

    def tab_to(self, selector):
        for _ in range(12):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(f"document.activeElement === document.querySelector('{selector}')"):
                return
        self.fail(f"the keyboard does not come to {selector}")


class Everyone(Looked):
    """On a phone and at a desk, with a keyboard, and read aloud."""

    def test_no_page_in_any_state_has_a_finding(self):
        page = self.page
        page.goto(self.site)
        self.check("everyone-home")
        self.open_lessons()
        self.check("everyone-registration")
        self.give_name("Ada Lovelace", self.new_email())
        self.type_card(DECLINED)
        self.expected = [402]
        self.submit()
        expect(page.locator(".card-error")).to_be_visible()
        self.check("everyone-declined")
        self.type_card(CHALLENGED)
        self.submit()
        bank = page.frame_locator("iframe[name=stripe-challenge-frame]").frame_locator("iframe[name=acsFrame]")
        passing = bank.get_by_role("button", name="Complete authentication")
        expect(passing).to_be_visible(timeout=self.limit(20_000))
        self.check("everyone-challenge")
        passing.click()
        expect(page.get_by_text(WOOHOO)).to_be_visible()
        self.check("everyone-success")
        self.open_account(page.locator("#customer-id").inner_text())
        self.check("everyone-account")

    def test_the_keyboard_is_enough(self):
        page, press = self.page, self.page.keyboard.press
        page.goto(f"{self.site}/lessons")
        press("Tab")
        expect(page.get_by_text("Skip to the content")).to_be_focused()
        press("Enter")
        self.tab_to("#first")
        press("Enter")
        expect(page.get_by_text("Registration Details")).to_be_focused()
        self.tab_to("#name")
        page.keyboard.type("Ada Lovelace")
        press("Tab")
        page.keyboard.type(self.new_email())
        press("Enter")
        expect(page.locator("#card")).to_be_focused()
        expect(self.card_form.get_by_label("Card number")).to_be_visible()
        for label, text in (("Card number", GOOD), ("Expiration", "0430"), ("CVC", "242"), ("Country", ""), ("ZIP", "42424")):
            press("Tab")
            # The frame is a process of its own: it takes the focus a moment later.
            expect(self.card_form.get_by_label(label)).to_be_focused()
            page.keyboard.type(text, delay=10)
        expect(page.locator("#submit")).to_be_enabled()
        self.tab_to("#submit")
        press("Enter")
        expect(page.locator("#signup-status")).to_be_focused()
        self.tab_to("#again")


class EveryoneAtADesk(Everyone, BrowserTest):
    viewport = DESK


class EveryoneOnAPhone(Everyone, BrowserTest):
    viewport = PHONE
