"""The life of a payment, as Stripe's library sees it, in the oldest and the newest version that matter here."""

import stripe

from house import OLD, StubProgram, in_both_versions


@in_both_versions
class Cards:
    def test_a_saved_card_is_listed_and_leaves_for_ever(self):
        customer, method = self.customer()
        listed = self.stripe.customers.payment_methods.list(customer)
        self.assertEqual([each.id for each in listed.data], [method])
        self.assertEqual((listed.data[0].card.last4, listed.data[0].card.brand), ("4242", "visa"))
        self.assertIsNone(self.stripe.payment_methods.detach(method).customer)
        with self.refused(stripe.InvalidRequestError, 400):
            self.stripe.payment_methods.attach(method, {"customer": customer})

    def test_a_card_that_will_be_declined_cannot_be_saved(self):
        customer = self.stripe.customers.create().id
        declined = {
            "pm_card_visa_chargeDeclined": ("card_declined", "generic_decline"),
            "pm_card_visa_chargeDeclinedInsufficientFunds": ("card_declined", "insufficient_funds"),
            "pm_card_visa_chargeDeclinedLostCard": ("card_declined", "lost_card"),
            "pm_card_chargeDeclinedExpiredCard": ("expired_card", None),
            "pm_card_chargeDeclinedProcessingError": ("processing_error", None),
        }
        for card, (code, decline_code) in declined.items():
            with self.subTest(card):
                with self.refused(stripe.CardError, 402, type="card_error", code=code, decline_code=decline_code):
                    self.stripe.payment_methods.attach(card, {"customer": customer})

    def test_a_declined_charge_tells_the_whole_story(self):
        customer, method = self.customer("pm_card_chargeCustomerFail")
        with self.refused(
            stripe.CardError, 402, code="card_declined", decline_code="generic_decline"
        ) as caught:
            self.pay(method, customer=customer, off_session=True)
        error = caught.exception
        self.assertEqual(error.user_message, "Your card was declined.")
        intent = error.error.payment_intent
        self.assertEqual(intent.status, "requires_payment_method")
        self.assertIsNone(intent.payment_method)
        self.assertEqual(intent.last_payment_error.decline_code, "generic_decline")
        self.assertEqual(error.error.payment_method.id, method)
        charge = self.stripe.charges.retrieve(error.error.charge)
        self.assertEqual(charge.id, intent.latest_charge)
        self.assertEqual((charge.status, charge.paid, charge.captured), ("failed", False, False))
        self.assertEqual(charge.outcome.type, "issuer_declined")

    def test_after_a_decline_the_same_intent_takes_another_card(self):
        with self.assertRaises(stripe.CardError) as caught:
            self.pay("pm_card_visa_chargeDeclined")
        intent = caught.exception.error.payment_intent.id
        paid = self.stripe.payment_intents.confirm(intent, {"payment_method": "pm_card_visa"})
        self.assertEqual((paid.status, paid.last_payment_error), ("succeeded", None))

    def test_off_session_a_card_that_asks_is_declined(self):
        customer, method = self.customer("pm_card_authenticationRequired")
        with self.refused(
            stripe.CardError, 402, code="authentication_required", decline_code="authentication_required", charge=None
        ) as caught:
            self.pay(method, customer=customer, off_session=True)
        intent = caught.exception.error.payment_intent
        self.assertEqual((intent.status, intent.latest_charge), ("requires_payment_method", None))

    def test_on_session_a_card_that_asks_gets_its_page(self):
        intent = self.pay("pm_card_authenticationRequired")
        self.assertEqual((intent.status, intent.next_action.type), ("requires_action", "use_stripe_sdk"))
        self.assertIsNone(intent.latest_charge)
        intent = self.pay("pm_card_authenticationRequired", return_url="https://example.com/back")
        self.assertEqual(intent.next_action.type, "redirect_to_url")
        self.assertEqual(intent.next_action.redirect_to_url.return_url, "https://example.com/back")


@in_both_versions
class Holds:
    def test_a_hold_moves_no_money(self):
        intent = self.hold(metadata={"lesson id": "12&3", "art": "Café"}, expand=["latest_charge"])
        self.assertEqual(intent.status, "requires_capture")
        self.assertEqual((intent.amount, intent.amount_capturable, intent.amount_received), (1000, 1000, 0))
        charge = intent.latest_charge
        self.assertEqual((charge.status, charge.paid, charge.captured), ("succeeded", True, False))
        self.assertEqual((charge.amount_captured, charge.balance_transaction), (0, None))
        self.assertEqual(charge.metadata.to_dict(), {"lesson id": "12&3", "art": "Café"})
        self.assertGreater(charge.payment_method_details.card.capture_before, charge.created)

    def test_a_full_capture_is_the_end_of_it(self):
        intent = self.stripe.payment_intents.capture(self.hold().id)
        self.assertEqual((intent.status, intent.amount_capturable, intent.amount_received), ("succeeded", 0, 1000))
        charge = self.charge_of(intent)
        self.assertEqual((charge.captured, charge.amount_captured, charge.amount_refunded), (True, 1000, 0))
        self.assertTrue(charge.balance_transaction.startswith("txn_"))
        for end in (self.stripe.payment_intents.capture, self.stripe.payment_intents.cancel):
            with self.refused(stripe.InvalidRequestError, 400, code="payment_intent_unexpected_state") as caught:
                end(intent.id)
            self.assertEqual(caught.exception.error.payment_intent.status, "succeeded")

    def test_a_part_capture_lets_the_rest_go(self):
        intent = self.stripe.payment_intents.capture(self.hold().id, {"amount_to_capture": 400})
        self.assertEqual((intent.status, intent.amount, intent.amount_received), ("succeeded", 1000, 400))
        charge = self.charge_of(intent)
        self.assertEqual((charge.amount, charge.amount_captured, charge.refunded), (1000, 400, False))
        self.assert_released(charge, 600)

    def test_too_much_cannot_be_captured(self):
        with self.refused(stripe.InvalidRequestError, 400, code="amount_too_large"):
            self.stripe.payment_intents.capture(self.hold().id, {"amount_to_capture": 1001})

    def test_a_canceled_hold_holds_nothing(self):
        hold = self.hold()
        intent = self.stripe.payment_intents.cancel(hold.id, {"cancellation_reason": "requested_by_customer"})
        self.assertEqual((intent.status, intent.amount_capturable), ("canceled", 0))
        self.assertEqual(intent.cancellation_reason, "requested_by_customer")
        self.assertGreaterEqual(intent.canceled_at, intent.created)
        charge = self.charge_of(intent)
        self.assertEqual((charge.captured, charge.amount_captured), (False, 0))
        self.assertEqual(charge.refunded, self.version == OLD)
        self.assert_released(charge, 1000)
        with self.refused(stripe.InvalidRequestError, 400, code="payment_intent_unexpected_state"):
            self.stripe.payment_intents.cancel(hold.id)
        with self.refused(stripe.InvalidRequestError, 400, code=None):
            self.stripe.refunds.create({"payment_intent": hold.id})

    def assert_released(self, charge, amount):
        """Before 2025-03-31 what is let go is a refund; from then on nothing shows it."""
        expected = [amount] if self.version == OLD else []
        self.assertEqual([refund.amount for refund in charge.refunds.data], expected)
        self.assertEqual(charge.amount_refunded, sum(expected))


@in_both_versions
class Expiry:
    def setUp(self):
        # A stub of its own: its time runs ahead of the others'.
        self.stub = StubProgram(self.stub.program)
        self.addCleanup(self.stub.stop)
        super().setUp()

    def test_a_hold_that_nobody_ends_ends_by_itself(self):
        hold = self.hold(expand=["latest_charge"])
        left = hold.latest_charge.payment_method_details.card.capture_before - hold.created
        self.stub.advance(left - 60)
        self.assertEqual(self.stripe.payment_intents.retrieve(hold.id).status, "requires_capture")
        self.stub.advance(120)
        intent = self.stripe.payment_intents.retrieve(hold.id)
        self.assertEqual((intent.status, intent.amount_capturable), ("canceled", 0))
        self.assertEqual(intent.cancellation_reason, "automatic" if self.version == OLD else "expired")
        refunds = self.stripe.refunds.list({"payment_intent": hold.id}).data
        self.assertEqual(
            [refund.reason for refund in refunds], ["expired_uncaptured_charge"] if self.version == OLD else []
        )
        with self.refused(stripe.InvalidRequestError, 400, code="payment_intent_unexpected_state"):
            self.stripe.payment_intents.capture(hold.id)


@in_both_versions
class Refunds:
    def test_part_by_part_until_nothing_is_left(self):
        intent = self.intent()
        part = self.stripe.refunds.create({"payment_intent": intent.id, "amount": 250, "reason": "duplicate"})
        self.assertEqual((part.status, part.amount, part.reason), ("succeeded", 250, "duplicate"))
        self.assertFalse(self.charge_of(intent).refunded)
        with self.refused(stripe.InvalidRequestError, 400, param="amount", code=None) as caught:
            self.stripe.refunds.create({"payment_intent": intent.id, "amount": 751})
        self.assertIn("($7.51) is greater than unrefunded amount on charge ($7.50)", str(caught.exception))
        rest = self.stripe.refunds.create({"charge": intent.latest_charge})
        self.assertEqual(rest.amount, 750)
        charge = self.charge_of(intent)
        self.assertEqual((charge.refunded, charge.amount_refunded), (True, 1000))
        with self.refused(stripe.InvalidRequestError, 400, code="charge_already_refunded"):
            self.stripe.refunds.create({"payment_intent": intent.id})
        listed = self.stripe.refunds.list({"payment_intent": intent.id})
        self.assertEqual([refund.id for refund in listed.data], [rest.id, part.id])
        after = self.stripe.payment_intents.retrieve(intent.id)
        self.assertEqual((after.status, after.amount_received), ("succeeded", 1000))

    def test_what_was_released_cannot_be_refunded(self):
        intent = self.stripe.payment_intents.capture(self.hold().id, {"amount_to_capture": 400})
        with self.refused(stripe.InvalidRequestError, 400, param="amount"):
            self.stripe.refunds.create({"payment_intent": intent.id, "amount": 401})
        self.stripe.refunds.create({"payment_intent": intent.id, "amount": 400})
        self.assertTrue(self.charge_of(intent).refunded)

    def test_a_hold_is_canceled_and_not_refunded(self):
        with self.refused(stripe.InvalidRequestError, 400, code=None) as caught:
            self.stripe.refunds.create({"payment_intent": self.hold().id})
        self.assertIn("You must cancel the PaymentIntent", str(caught.exception))

    def test_missing_things_are_404_in_the_path_and_400_in_a_parameter(self):
        missing = {"code": "resource_missing"}
        with self.refused(stripe.InvalidRequestError, 404, param="intent", **missing):
            self.stripe.payment_intents.retrieve("pi_nobody")
        with self.refused(stripe.InvalidRequestError, 404, param="id", **missing):
            self.stripe.refunds.create({"charge": "ch_nobody"})
        with self.refused(stripe.InvalidRequestError, 400, param="customer", **missing):
            self.stripe.payment_intents.list({"customer": "cus_nobody"})
