"""Signing up for lessons: pick a session, say who you are, leave a card."""

import re

from playwright.sync_api import expect

from house import (
    AMEX, CHALLENGED, DECLINED, DESK, FAILS_LATER, GOOD, PHONE, UNAUTHENTICATED, WOOHOO, BrowserTest,
)

TAKEN = "A customer with that email address already exists. If you'd like to update the card on file, please visit"


class WholeWay:
    """From the first page to the saved card, within every limit."""

    patience = 1

    def test_a_student_signs_up_and_stripe_has_the_card(self):
        page, email = self.page, self.new_email()
        page.goto(self.site, timeout=self.limit(5_000))
        self.picture("home")
        page.click("#lessons", timeout=self.limit(1_000))
        expect(page).to_have_url(f"{self.site}/lessons")
        expect(page.locator("#title")).to_have_text("Guitar lessons", timeout=self.limit(500))
        self.picture("lessons")
        page.get_by_text("Lessons Courses").click(timeout=self.limit(1_000))
        page.click("#first", timeout=self.limit(750))
        expect(page.get_by_text("Registration Details")).to_be_visible(timeout=self.limit(1_000))
        lesson = page.locator(".session time").first.inner_text()
        self.assertRegex(lesson, r"^\d\d [A-Z][a-z]{2} 3:00 p\.m\.$")
        expect(page.locator("#summary-table")).to_contain_text(f"You have requested a lesson for {lesson}")
        self.picture("registration")
        self.give_name("Ada Lovelace", email)
        expect(page.get_by_text(f"Ada Lovelace ({email})")).to_be_visible()
        self.assertEqual(page.locator("iframe[name*=__privateStripeFrame]").count(), 1)
        expect(page.locator("#title")).to_be_visible()
        self.type_card(GOOD)
        expect(page.locator("#submit")).to_be_enabled()
        self.picture("card")
        self.submit()
        expect(page.locator("#spinner.spinner")).to_be_visible()
        expect(page.locator("#submit")).to_be_disabled()
        self.picture("saving")
        expect(page.get_by_text(WOOHOO)).to_be_visible()
        customer = page.locator("#customer-id").inner_text()
        self.assertRegex(customer, r"^cus_\w+$")
        expect(page.locator("#last4")).to_have_text("4242")
        expect(page.locator("#customer_email")).to_have_text(email)
        expect(page.locator(".spinner:visible")).to_have_count(0)
        self.picture("success")
        self.assert_stripe_has(customer, email, lesson)

    def assert_stripe_has(self, customer, email, lesson):
        saved = self.shop.ask_stripe(f"/v1/customers/{customer}")
        self.assertEqual((saved["name"], saved["email"]), ("Ada Lovelace", email))
        self.assertIn(lesson, saved["metadata"]["first_lesson"])
        cards = self.shop.cards(customer)
        self.assertFalse(cards["has_more"])
        self.assertEqual(len(cards["data"]), 1)
        billing = cards["data"][0]["billing_details"]
        self.assertEqual((billing["name"], billing["email"]), ("Ada Lovelace", email))
        self.assertEqual(billing["address"]["postal_code"], "42424")


class WholeWayAtADesk(WholeWay, BrowserTest):
    viewport = DESK


class WholeWayOnAPhone(WholeWay, BrowserTest):
    viewport = PHONE


class Registration(BrowserTest):
    def test_the_button_is_on_only_while_both_fields_are_filled(self):
        self.open_lessons()
        button = self.page.locator("#checkout-btn")
        expect(button).to_be_disabled()
        self.page.get_by_placeholder("Name").fill("Ada")
        expect(button).to_be_disabled()
        self.page.get_by_placeholder("Email").fill("ada@example.com")
        expect(button).to_be_enabled()
        self.page.get_by_placeholder("Name").fill(" ")
        expect(button).to_be_disabled()

    def test_another_session_may_be_picked_with_the_card_form_open_and_is_the_one_that_counts(self):
        self.open_lessons("second")
        second, third = self.page.locator(".session time").all_inner_texts()[1:]
        expect(self.page.locator("#summary-table")).to_contain_text(second)
        self.give_name("Ada Lovelace", self.new_email())
        self.type_card(GOOD)
        self.page.click("#third")
        expect(self.page.locator("#summary-table")).to_contain_text(third)
        expect(self.page.locator("#summary-table")).not_to_contain_text(second)
        self.submit()
        expect(self.page.get_by_text(WOOHOO)).to_be_visible()
        customer = self.page.locator("#customer-id").inner_text()
        self.assertEqual(self.shop.ask_stripe(f"/v1/customers/{customer}")["metadata"]["first_lesson"], third)
        self.assertEqual(len(self.shop.cards(customer)["data"]), 1)

    def test_an_address_is_taken_the_moment_after_it_signed_up(self):
        customer, email = self.sign_up()
        with self.page.expect_navigation(wait_until="networkidle"):
            self.page.get_by_text("Sign up again under a different email address").click()
        expect(self.page.get_by_text(WOOHOO)).not_to_be_visible()
        self.open_lessons()
        self.expected = [400]
        self.give_name("Somebody else", email)
        expect(self.page.get_by_text(TAKEN)).to_have_id("customer-exists-error")
        expect(self.page.locator("#account_link > b > a")).to_have_attribute("href", f"/account-update/{customer}")
        expect(self.page.locator("#error_message_customer_email")).to_have_text(email)
        self.assertEqual(self.page.locator("iframe").count(), 0)
        self.picture("taken")
        self.page.get_by_placeholder("Email").fill(self.new_email())
        self.page.click("#checkout-btn")
        expect(self.card_form.get_by_label("Card number")).to_be_visible()
        expect(self.page.get_by_text(TAKEN)).not_to_be_visible()

    def test_who_left_without_a_card_may_sign_up_again(self):
        email = self.new_email()
        self.open_lessons()
        self.give_name("Ada", email)
        expect(self.card_form.get_by_label("Card number")).to_be_visible()
        self.sign_up(email=email)

    def test_a_shop_out_of_reach_is_told_and_can_be_tried_again(self):
        self.open_lessons()
        self.page.route("**/lessons", lambda route: route.abort())
        self.give_name("Ada", self.new_email())
        self.expected = ["net::ERR_FAILED"]
        expect(self.page.locator("#card-errors .card-error")).to_contain_text("cannot be reached")
        expect(self.page.locator("#checkout-btn")).to_be_enabled()
        self.page.unroute("**/lessons")
        self.page.click("#checkout-btn")
        expect(self.card_form.get_by_label("Card number")).to_be_visible()

    def test_a_card_form_that_does_not_load_is_told_and_can_be_tried_again(self):
        self.page.route("**/v3/", lambda route: route.abort())
        self.open_lessons()
        self.expected = ["net::ERR_FAILED"] * 2
        self.give_name("Ada", self.new_email())
        expect(self.page.locator("#card-errors .card-error")).to_contain_text("cannot be loaded")
        self.page.unroute("**/v3/")
        self.page.click("#checkout-btn")
        expect(self.card_form.get_by_label("Card number")).to_be_visible()


class Cards(BrowserTest):
    def open_card_form(self):
        self.open_lessons()
        self.give_name("Ada Lovelace", self.new_email())

    def expect_error(self, text):
        expect(self.page.locator("#card-errors > .card-error")).to_have_text(text)
        expect(self.page.locator("#spinner")).not_to_be_visible()
        expect(self.page.locator("#submit")).to_be_enabled()

    def expect_success(self, last4):
        expect(self.page.get_by_text(WOOHOO)).to_be_visible()
        expect(self.page.locator("#last4")).to_have_text(last4)

    def test_a_declined_card_can_be_followed_by_a_good_one_in_the_same_form(self):
        self.open_card_form()
        self.type_card(DECLINED)
        self.expected = [402]
        self.submit()
        self.expect_error("Your card has been declined.")
        self.picture("declined")
        self.type_card(GOOD)
        self.submit()
        self.expect_success("4242")
        customer = self.page.locator("#customer-id").inner_text()
        self.assertEqual(len(self.shop.cards(customer)["data"]), 1)

    def test_an_american_express_card_has_fifteen_digits_and_a_long_code(self):
        self.open_card_form()
        self.type_card(AMEX, cvc="2424")
        self.submit()
        self.expect_success("0005")

    def test_a_card_that_will_fail_later_is_saved_all_the_same(self):
        self.open_card_form()
        self.type_card(FAILS_LATER)
        self.submit()
        self.expect_success("0341")

    def test_a_challenge_passed_in_the_banks_own_frame_saves_the_card(self):
        self.open_card_form()
        self.type_card(CHALLENGED)
        self.submit()
        self.pass_challenge("acsFrame", "text=Complete authentication")
        self.expect_success("3184")
        self.assertEqual(self.page.locator("iframe[name=stripe-challenge-frame]").count(), 0)

    def test_a_challenge_passed_in_the_outer_frame_saves_the_card(self):
        self.open_card_form()
        self.type_card(CHALLENGED)
        self.submit()
        self.pass_challenge("stripe-challenge-frame", "#test-source-authorize-3ds")
        self.expect_success("3184")

    def test_a_challenge_failed_is_told_and_another_card_may_be_given(self):
        self.open_card_form()
        for frame, button in (
            ("acsFrame", "text=Fail authentication"), ("stripe-challenge-frame", "#test-source-fail-3ds"),
        ):
            self.type_card(CHALLENGED)
            self.submit()
            self.pass_challenge(frame, button)
            self.expect_error(UNAUTHENTICATED)
            # Nothing lies over the page any more.
            self.page.get_by_text(UNAUTHENTICATED).click()
        self.type_card(GOOD)
        self.submit()
        self.expect_success("4242")

    def test_what_is_wrong_with_a_field_is_said_in_the_form_and_nothing_is_sent(self):
        self.open_card_form()
        self.type_into("Card number", "4242 4242 4242 4241")
        self.type_into("Expiration", "04 / 20")
        self.card_form.get_by_label("CVC").fill("24")
        self.card_form.get_by_label("ZIP").fill("4242")
        self.card_form.get_by_label("Card number").focus()
        for text in (
            "Your card number is invalid.", "Your card's expiration year is in the past.",
            "Your card's security code is incomplete.", "Your ZIP is invalid.",
        ):
            expect(self.card_form.get_by_text(text)).to_be_visible()
        expect(self.page.locator("#submit")).to_be_disabled()
        self.picture("invalid")

    def test_digits_may_be_put_into_the_middle(self):
        self.open_card_form()
        number = self.card_form.get_by_label("Card number")
        number.type("4242 4242")
        for _ in range(3):
            number.press("ArrowLeft")
        number.type("1")
        expect(number).to_have_value(re.compile("^4242 4124 2$"))
        number.type("7")
        expect(number).to_have_value("4242 4172 42")
