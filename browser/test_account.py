"""The account page: the card on file, and its exchange for another one."""

from playwright.sync_api import expect

from house import DECLINED, GOOD, MASTERCARD, PATIENCE, BrowserTest


class Account(BrowserTest):
    def setUp(self):
        super().setUp()
        self.customer, self.email = self.sign_up()
        self.first = self.shop.cards(self.customer)["data"][0]
        self.open_account(self.customer)

    def update(self, number):
        self.page.click("#checkout-btn", timeout=self.limit(1_000))
        self.type_card(number)
        self.submit()

    def only_card(self):
        cards = self.shop.cards(self.customer)
        self.assertFalse(cards["has_more"])
        self.assertEqual(len(cards["data"]), 1)
        return cards["data"][0]

    def test_the_card_on_file_is_shown_and_the_fields_are_filled(self):
        expect(self.page.locator("#account-information")).to_be_visible()
        expect(self.page.locator("#billing-email")).to_have_text(self.email)
        expect(self.page.locator("#card-exp-month")).to_have_text("4")
        expect(self.page.locator("#card-exp-year")).to_have_text("2030")
        expect(self.page.locator("#card-last4")).to_have_text("4242")
        expect(self.page.get_by_placeholder("Name")).to_have_value("Ada Lovelace")
        expect(self.page.get_by_placeholder("Email")).to_have_value(self.email)
        expect(self.page.locator("#checkout-btn")).to_be_enabled()
        self.picture("account")

    def test_another_card_takes_the_place_of_the_first_without_a_reload(self):
        self.update(MASTERCARD)
        expect(self.page.get_by_text("Card last 4: 4444")).to_be_visible()
        self.picture("account-updated")
        card = self.only_card()
        self.assertNotEqual(card["id"], self.first["id"])
        self.assertEqual((card["card"]["brand"], card["card"]["last4"]), ("mastercard", "4444"))

    def test_several_exchanges_follow_each_other(self):
        for number in (GOOD, MASTERCARD, GOOD):
            self.update(number)
            expect(self.page.get_by_text("Your new card is saved.")).to_be_visible()
            expect(self.page.locator("#card-last4")).to_have_text(number[-4:])
        self.assertNotEqual(self.only_card()["id"], self.first["id"])

    def test_name_and_address_are_saved_with_the_customer_and_the_card(self):
        email = self.new_email()
        self.page.get_by_placeholder("Name").fill("Augusta Ada")
        self.page.get_by_placeholder("Email").fill(email)
        self.update(MASTERCARD)
        expect(self.page.locator("#billing-email")).to_have_text(email)
        saved = self.shop.ask_stripe(f"/v1/customers/{self.customer}")
        self.assertEqual((saved["name"], saved["email"]), ("Augusta Ada", email))
        self.assertEqual(self.only_card()["billing_details"]["email"], email)

    def test_another_customers_address_is_refused_before_the_card_is_asked_for(self):
        other = "ada@example.com"
        self.page.get_by_placeholder("Email").fill(other)
        self.expected = [400]
        self.page.click("#checkout-btn")
        expect(self.page.get_by_text("Customer email already exists!")).to_have_id("customer-exists-error")
        expect(self.page.locator("#card-errors > #customer-exists-error")).to_be_visible()
        self.assertEqual(self.page.locator("iframe").count(), 0)
        self.assertEqual(self.shop.ask_stripe(f"/v1/customers/{self.customer}")["email"], self.email)
        self.picture("account-taken")

    def test_after_a_declined_card_the_old_one_stays_and_a_good_one_may_follow(self):
        self.expected = [402]
        self.update(DECLINED)
        error = self.page.get_by_text("Your card has been declined.")
        expect(error).to_be_visible(timeout=5_000 * PATIENCE)
        self.assertEqual(self.only_card()["id"], self.first["id"])
        self.type_card(MASTERCARD)
        self.submit()
        expect(self.page.get_by_text("Card last 4: 4444")).to_be_visible()
        expect(error).not_to_be_visible()
        self.only_card()


class NoAccount(BrowserTest):
    def test_an_account_that_is_none_is_told(self):
        self.expected = [400]
        self.open_account("cus_nobody")
        expect(self.page.get_by_text("Account not found!")).to_be_visible()
        expect(self.page.locator("#checkout-btn")).not_to_be_visible()
        self.picture("account-unknown")

    def test_trouble_is_not_told_as_an_account_that_is_none(self):
        self.page.route("**/payment-method/*", lambda route: route.abort())
        self.expected = ["net::ERR_FAILED"]
        self.open_account("cus_SandboxApprove")
        expect(self.page.get_by_text("cannot be reached")).to_be_visible()
