"""What the browser tests stand on: a shop with a Stripe of its own, a browser, and what everyone does on a page."""

import itertools
import json
import os
import re
import subprocess
import tempfile
import unittest
import urllib.parse
import urllib.request

from playwright.sync_api import expect

# Every other name leads nowhere: a page that would load something from outside is found out.
LOOPBACK_ONLY = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]
DESK = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
GOOD, MASTERCARD, AMEX = "4242 4242 4242 4242", "5555 5555 5555 4444", "3782 822463 10005"
DECLINED, CHALLENGED, FAILS_LATER = "4000 0000 0000 0002", "4000 0027 6000 3184", "4000 0000 0000 0341"
WOOHOO = "Woohoo! They are going to call you the shredder"
UNAUTHENTICATED = (
    "We are unable to authenticate your payment method. Please choose a different payment method and try again."
)

numbers = itertools.count(1)
PATIENCE = float(os.environ.get("BROWSER_PATIENCE", "1"))


class ShopProgram:
    """`fermata serve --sandbox` on free ports, until it is stopped."""

    def __init__(self, program):
        settings = {"PORT": "0", "STRIPE_STUB_PORT": "0", "HOST": "127.0.0.1"}
        self.program = os.path.abspath(program)
        self.folder = tempfile.TemporaryDirectory()
        self.log = open(f"{self.folder.name}/log", "w+")
        self.process = subprocess.Popen(
            [self.program, "serve", "--sandbox"],
            stdout=subprocess.PIPE, stderr=self.log, text=True, env=settings, cwd=self.folder.name,
        )
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("Press Ctrl-C"):
                break
        greeting = "".join(lines)
        site = re.search(r"listens on [0-9.]+:([0-9]+)", greeting)
        stripe = re.search(r"http://[0-9.]+:[0-9]+", greeting)
        if not site or not stripe:
            self.process.kill()
            raise SystemExit(f"browser: {program} did not say where it listens: {greeting!r}")
        self.site = f"http://localhost:{site.group(1)}"
        self.stripe = stripe.group()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()
        self.folder.cleanup()

    def ask_stripe(self, path, **query):
        """What Stripe has, as an integration suite asks it."""
        url = f"{self.stripe}{path}?{urllib.parse.urlencode(query)}"
        request = urllib.request.Request(url, headers={"Authorization": "Bearer sk_test_browser"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def token(self, role="staff"):
        """Of somebody who is known to the sandbox."""
        told = subprocess.run(
            [self.program, "token", "--sandbox", "--role", role], capture_output=True, text=True, check=True,
            cwd=self.folder.name, timeout=10)
        return told.stdout.strip()

    def ask(self, path, body=None):
        """What the shop's desk is answered; a POST when there is a body."""
        headers = {"Authorization": f"Bearer {self.token()}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.site + path, data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def cards(self, customer):
        return self.ask_stripe(f"/v1/customers/{customer}/payment_methods", type="card")


class BrowserTest(unittest.TestCase):
    """A test with a fresh browser profile. It fails when the page complains of what the test did not expect."""

    shop = None
    browser = None
    screenshots = None
    viewport = DESK
    zone = "America/New_York"
    # How often the promised limits: once where they are what is tested.
    patience = 4

    def setUp(self):
        expect.set_options(timeout=self.limit(7_500))
        self.context = self.browser.new_context(
            locale="en-US", timezone_id=self.zone, viewport=self.viewport, has_touch=self.viewport is PHONE,
        )
        self.addCleanup(self.context.close)
        self.page = self.context.new_page()
        self.page.set_default_timeout(self.limit(7_500))
        # What may go wrong, because the test provokes it: an answer's status, or why there was none.
        self.expected = []
        self.complaints = []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", lambda request: self.complaints.append(request.failure))
        self.page.on("response", self.look)
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " (event) => console.error('CSP', event.violatedDirective, event.blockedURI))"
        )
        self.site = self.shop.site

    def tearDown(self):
        if self._outcome.success:
            self.assertEqual(self.complaints, self.expected)

    def hear(self, message):
        # Of requests the console says no more than the requests themselves, and sometimes twice.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def look(self, response):
        if response.status >= 400:
            self.complaints.append(response.status)

    def picture(self, name):
        if self.screenshots:
            self.screenshots.mkdir(parents=True, exist_ok=True)
            size = "phone" if self.viewport is PHONE else "desk"
            self.page.screenshot(path=self.screenshots / f"{name}-{size}.png", full_page=True)

    def limit(self, milliseconds):
        """A limit that the shop has promised, for a machine that has nothing else to do."""
        return milliseconds * self.patience * PATIENCE

    # What everyone does, within the limits.

    def new_email(self):
        # Capitals are kept as they were typed.
        return f"Student{next(numbers)}.{os.getpid()}@Example.com"

    def open_lessons(self, session="first"):
        self.page.goto(f"{self.site}/lessons", timeout=self.limit(5_000))
        self.page.click(f"#{session}", timeout=self.limit(750))
        expect(self.page.get_by_text("Registration Details")).to_be_visible(timeout=self.limit(1_000))

    def give_name(self, name, email):
        self.page.get_by_placeholder("Name").fill(name)
        self.page.get_by_placeholder("Email").fill(email)
        self.page.click("#checkout-btn", timeout=self.limit(1_000))

    @property
    def card_form(self):
        return self.page.frame_locator(".lesson-payment-element iframe[name*=__privateStripeFrame]")

    def type_card(self, number, cvc="242"):
        for label, text in (("Card number", number), ("Expiration", "04 / 30"), ("CVC", cvc)):
            self.type_into(label, text)
        self.card_form.get_by_label("Country").select_option("US")
        self.type_into("ZIP", "42424")
        self.card_form.get_by_label("ZIP").press("Tab")

    def type_into(self, label, text):
        field = self.card_form.get_by_label(label)
        field.fill("")
        field.type(text, delay=30, timeout=self.limit(1_500))

    def submit(self):
        self.page.click("#submit", timeout=self.limit(3_000))

    def sign_up(self, number=GOOD, name="Ada Lovelace", email=None):
        """Signs up and gives the customer's id and address."""
        email = email or self.new_email()
        self.open_lessons()
        self.give_name(name, email)
        self.type_card(number)
        self.submit()
        expect(self.page.get_by_text(WOOHOO)).to_be_visible()
        return self.page.locator("#customer-id").inner_text(), email

    def open_account(self, customer):
        self.page.goto(f"{self.site}/account-update/{customer}", wait_until="networkidle")

    def pass_challenge(self, frame, button):
        """Waits for the bank's page as an integration suite does, and clicks in the frame of that name."""
        is_banks = lambda response: "https://stripe.com" in response.url
        with self.page.expect_response(is_banks, timeout=self.limit(20_000)):
            pass
        bank = self.page.frame_locator("iframe[name=stripe-challenge-frame]")
        if frame == "acsFrame":
            bank = bank.frame_locator("iframe[name=acsFrame]")
        bank.locator(button).click()
