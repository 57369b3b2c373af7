"""Connected accounts as Stripe's library sees them: onboarded, paid, refunded, and short of money."""

import http.client
import json
import urllib.parse
import urllib.request

import stripe

from house import Contract, Receiver, StubProgram, in_both_versions

TEACHER = "acct_SandboxTeacher"


class Accounts(Contract):
    def test_an_account_is_onboarded_by_its_link(self):
        account = self.stripe.accounts.create(
            {
                "type": "express",
                "country": "US",
                "email": "tess@example.com",
                "capabilities": {"transfers": {"requested": True}, "card_payments": {"requested": True}},
                "metadata": {"teacher": "7"},
            }
        )
        self.assertEqual(account.capabilities.to_dict(), {"card_payments": "inactive", "transfers": "inactive"})
        self.assertTrue(account.requirements.currently_due)
        with Receiver() as receiver:
            endpoint = self.stripe.webhook_endpoints.create(
                {"url": receiver.url, "enabled_events": ["account.updated"], "connect": True}
            )
            link = self.stripe.account_links.create(
                {
                    "account": account.id,
                    "type": "account_onboarding",
                    "refresh_url": "http://localhost/again",
                    "return_url": "http://localhost/done",
                }
            )
            self.assertEqual(self.open(link.url), (303, "http://localhost/done"))
            body, signature = receiver.delivery()
            event = self.client.construct_event(body, signature, endpoint.secret)
            self.stripe.webhook_endpoints.delete(endpoint.id)
        self.assertEqual((event.type, event.account, event.data.object.id), ("account.updated", account.id, account.id))
        ready = self.stripe.accounts.retrieve(account.id)
        self.assertEqual((ready.capabilities.transfers, ready.details_submitted), ("active", True))
        self.assertEqual(self.open(link.url), (303, "http://localhost/again"))
        self.assertTrue(self.stripe.accounts.delete(account.id).deleted)

    def open(self, url):
        """Its status and where it leads, which is not followed."""
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.getheader("Location")

    def test_an_account_of_nobody_is_a_permission_error(self):
        with self.refused(stripe.PermissionError, 403, code="account_invalid"):
            self.stripe.accounts.retrieve("acct_nobody")


@in_both_versions
class DestinationCharges:
    """Each on an account of its own, so that one test's money is not another's."""

    def setUp(self):
        super().setUp()
        self.account = self.stripe.accounts.create(
            {"type": "express", "capabilities": {"transfers": {"requested": True}}}
        ).id
        link = self.stripe.account_links.create(
            {
                "account": self.account,
                "type": "account_onboarding",
                "refresh_url": "http://localhost/",
                "return_url": self.stub.base + "/_stub/balances",
            }
        )
        urllib.request.urlopen(link.url, timeout=10).close()

    def control(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.stub.base}/_stub/{path}", data=data, timeout=10) as answer:
            return json.load(answer)

    def balances(self):
        found = self.control("balances")
        return found["platform"], found["accounts"][self.account]

    def lesson(self, **more):
        terms = {"transfer_data": {"destination": self.account}, "application_fee_amount": 123}
        return self.hold(**{**terms, **more})

    def test_the_capture_moves_the_money(self):
        platform, _ = self.balances()
        held = self.lesson()
        self.assertEqual(self.balances(), (platform, 0))
        taken = self.stripe.payment_intents.capture(
            held.id,
            {"expand": ["latest_charge.transfer", "latest_charge.application_fee", "latest_charge.balance_transaction"]},
        )
        charge = taken.latest_charge
        self.assertEqual((charge.transfer.amount, charge.transfer.destination), (1000, self.account))
        self.assertEqual((charge.application_fee.amount, charge.balance_transaction.fee), (123, 59))
        self.assertEqual(self.balances(), (platform + 64, 877))
        transfers = self.stripe.transfers.list({"destination": self.account})
        self.assertEqual([each.id for each in transfers.data], [charge.transfer.id])
        fees = self.stripe.application_fees.list({"charge": charge.id})
        self.assertEqual([each.id for each in fees.data], [charge.application_fee.id])

    def test_a_part_capture_takes_a_fee_of_its_own(self):
        held = self.lesson()
        self.stripe.payment_intents.capture(held.id, {"amount_to_capture": 400, "application_fee_amount": 40})
        self.assertEqual(self.balances()[1], 360)

    def test_a_refund_takes_back_what_it_is_told_to(self):
        taken = self.stripe.payment_intents.capture(self.lesson().id)
        both = {"payment_intent": taken.id, "reverse_transfer": True, "refund_application_fee": True}
        part = self.stripe.refunds.create({**both, "amount": 500, "expand": ["transfer_reversal"]})
        self.assertEqual((part.transfer_reversal.amount, part.transfer_reversal.source_refund), (500, part.id))
        self.assertEqual(self.balances()[1], 877 - 500 + 61)
        self.stripe.refunds.create(both)
        self.assertEqual(self.balances()[1], 0)
        charge = self.stripe.charges.retrieve(taken.latest_charge, {"expand": ["transfer", "application_fee"]})
        self.assertTrue(charge.transfer.reversed and charge.application_fee.refunded)
        reversals = self.stripe.transfers.reversals.list(charge.transfer.id)
        self.assertEqual([each.amount for each in reversals.data], [500, 500])
        returned = self.stripe.application_fees.refunds.list(charge.application_fee.id)
        self.assertEqual([each.amount for each in returned.data], [62, 61])

    def test_a_short_balance_refuses_the_refund_whole(self):
        taken = self.stripe.payment_intents.capture(self.lesson().id)
        self.control(f"accounts/{self.account}/payout", {})
        platform, _ = self.balances()
        both = {"payment_intent": taken.id, "reverse_transfer": True, "refund_application_fee": True}
        with self.refused(stripe.InvalidRequestError, 400, code="balance_insufficient"):
            self.stripe.refunds.create(both)
        transfer = self.charge_of(taken).transfer
        with self.refused(stripe.InvalidRequestError, 400, code="balance_insufficient"):
            self.stripe.transfers.reversals.create(transfer, {"amount": 1})
        self.assertEqual(self.balances(), (platform, 0))
        self.assertEqual(self.stripe.refunds.create({"payment_intent": taken.id}).transfer_reversal, None)

    def test_what_comes_back_without_a_refund(self):
        taken = self.stripe.payment_intents.capture(self.lesson().id)
        charge = self.charge_of(taken)
        reversal = self.stripe.transfers.reversals.create(
            charge.transfer, {"amount": 300, "refund_application_fee": True, "metadata": {"why": "late"}}
        )
        self.assertEqual((reversal.amount, reversal.metadata["why"]), (300, "late"))
        self.stripe.application_fees.refunds.create(charge.application_fee, {"amount": 6})
        fee = self.stripe.application_fees.retrieve(charge.application_fee)
        self.assertEqual((fee.amount_refunded, fee.refunded), (36 + 6, False))
        self.assertEqual(self.stripe.transfers.retrieve(charge.transfer).amount_reversed, 300)
        self.assertEqual(self.balances()[1], 877 - 300 + 42)

    def test_terms_that_cannot_be_are_refused(self):
        def pay(**terms):
            self.stripe.payment_intents.create({"amount": 1000, "currency": "usd", **terms})

        invalid = stripe.InvalidRequestError
        with self.refused(invalid, 400, code="resource_missing", param="transfer_data[destination]"):
            pay(transfer_data={"destination": "acct_nobody"})
        for fee, code in ((0, "parameter_invalid_integer"), (1000, None)):
            with self.refused(invalid, 400, code=code, param="application_fee_amount"):
                pay(transfer_data={"destination": TEACHER}, application_fee_amount=fee)
        with self.refused(invalid, 400, code=None, param="application_fee_amount"):
            pay(application_fee_amount=100)
        self.control(f"accounts/{self.account}/restrict", {})
        with self.refused(invalid, 400, code="insufficient_capabilities_for_transfer"):
            pay(transfer_data={"destination": self.account})
        self.control(f"accounts/{self.account}/restore", {})
        pay(transfer_data={"destination": self.account})
        with self.refused(invalid, 400, code=None, param="reverse_transfer"):
            self.stripe.refunds.create({"payment_intent": self.intent().id, "reverse_transfer": True})


class Numbers(Contract):
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2099, "cvc": "123"}

    def test_a_number_is_refused_unless_the_stub_takes_them(self):
        with self.refused(stripe.CardError, 402, code=None):
            self.stripe.payment_methods.create({"type": "card", "card": self.card})
        stub = StubProgram(self.stub.program, "--raw-cards")
        try:
            methods = self.client_with("sk_test_contract", base=stub.base).v1.payment_methods
            made = methods.create({"type": "card", "card": self.card})
            self.assertEqual((made.card.last4, made.card.exp_year), ("4242", 2099))
            wrong = {"number": ("4242424242424241", "incorrect_number"), "exp_year": (2020, "invalid_expiry_year")}
            for name, (value, code) in wrong.items():
                with self.refused(stripe.CardError, 402, code=code, param=name):
                    methods.create({"type": "card", "card": {**self.card, name: value}})
        finally:
            stub.stop()
