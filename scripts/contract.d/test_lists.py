"""Lists as Stripe's library pages through them: cursors, filters, expansions."""

import stripe

from house import Contract, in_both_versions

COUNT = 250


class Paging(Contract):
    """250 customers and two neighbours, so that the ends are seen to be ends."""

    mail = "page@example.com"
    ids = []

    def setUp(self):
        super().setUp()
        if not self.ids:
            made = [self.stripe.customers.create({"email": self.mail}).id for _ in range(COUNT)]
            self.ids.extend(reversed(made))
            self.stripe.customers.create({"email": self.mail.upper()})

    def test_forwards_every_object_comes_once_newest_first(self):
        pages = self.stripe.customers.list({"email": self.mail, "limit": 100})
        self.assertEqual((len(pages.data), pages.has_more, pages.url), (100, True, "/v1/customers"))
        self.assertEqual([each.id for each in pages.auto_paging_iter()], self.ids)

    def test_backwards_every_object_comes_once_oldest_first(self):
        pages = self.stripe.customers.list({"email": self.mail, "limit": 100, "ending_before": self.ids[-1]})
        self.assertEqual([each.id for each in pages.data], self.ids[-101:-1])
        self.assertEqual([each.id for each in pages.auto_paging_iter()], self.ids[-2::-1])

    def test_a_limit_out_of_range_is_clamped(self):
        for limit, length in ((0, 1), (-3, 1), (101, 100), (None, 10)):
            params = {"email": self.mail} if limit is None else {"email": self.mail, "limit": limit}
            self.assertEqual(len(self.stripe.customers.list(params).data), length, limit)

    def test_cursors_that_cannot_be_are_refused(self):
        with self.refused(stripe.InvalidRequestError, 400, code="resource_missing", param="starting_after"):
            self.stripe.customers.list({"starting_after": "cus_nobody"})
        with self.refused(stripe.InvalidRequestError, 400, code=None):
            self.stripe.customers.list({"starting_after": self.ids[0], "ending_before": self.ids[1]})

    def test_times_of_creation_bound_a_list(self):
        newest = self.stripe.customers.retrieve(self.ids[0]).created
        oldest = self.stripe.customers.retrieve(self.ids[-1]).created

        def count(**bounds):
            pages = self.stripe.customers.list({"email": self.mail, "limit": 100, "created": bounds})
            return sum(1 for _ in pages.auto_paging_iter())

        self.assertEqual(count(gte=oldest, lte=newest), COUNT)
        self.assertEqual(count(gt=newest), 0)
        self.assertEqual(count(lt=oldest), 0)
        self.assertEqual(count(gt=oldest - 1, lt=newest + 1), COUNT)


@in_both_versions
class FiltersAndExpansions:
    def test_intents_and_charges_of_one_customer(self):
        customer, method = self.customer()
        made = [
            self.pay(method, customer=customer, off_session=True, automatic_payment_methods={"enabled": True}).id
            for _ in range(3)
        ]
        self.hold()
        listed = self.stripe.payment_intents.list({"customer": customer, "expand": ["data.latest_charge"]})
        self.assertEqual([intent.id for intent in listed.data], made[::-1])
        charges = [intent.latest_charge.id for intent in listed.data]
        self.assertEqual([each.id for each in self.stripe.charges.list({"customer": customer}).data], charges)
        one = self.stripe.charges.list({"payment_intent": made[1]})
        self.assertEqual([each.id for each in one.data], [charges[1]])

    def test_ids_become_objects_four_levels_deep(self):
        hold = self.hold()
        path = "latest_charge.payment_intent.payment_method.customer"
        intent = self.stripe.payment_intents.retrieve(hold.id, {"expand": [path, "customer"]})
        self.assertIsInstance(intent.customer, stripe.Customer)
        self.assertIsInstance(intent.latest_charge, stripe.Charge)
        self.assertIsInstance(intent.latest_charge.payment_intent, stripe.PaymentIntent)
        self.assertEqual(intent.latest_charge.payment_intent.payment_method.customer.id, hold.customer)

    def test_what_cannot_be_expanded_is_refused_before_anything_else(self):
        bad = (["foo"], ["customer.foo"], ["latest_charge.payment_intent.latest_charge.payment_intent.customer"])
        for expand in bad:
            with self.refused(stripe.InvalidRequestError, 400, code=None, param=None):
                self.stripe.payment_intents.retrieve("pi_nobody", {"expand": expand})
        with self.refused(stripe.InvalidRequestError, 400) as caught:
            self.stripe.payment_intents.list({"expand": ["customer"]})
        self.assertIn("expanding 'data.customer'", str(caught.exception))

    def test_a_deleted_customer_can_be_read_and_nothing_else(self):
        customer, _ = self.customer()
        self.assertTrue(self.stripe.customers.delete(customer).deleted)
        self.assertTrue(self.stripe.customers.retrieve(customer).deleted)
        self.assertNotIn(customer, [each.id for each in self.stripe.customers.list({"limit": 100}).data])
        with self.refused(stripe.InvalidRequestError, 400, code="resource_missing", param="customer"):
            self.stripe.payment_intents.create({"amount": 100, "currency": "usd", "customer": customer})

    def test_metadata_is_merged_and_unset(self):
        customer = self.stripe.customers.create({"metadata": {"a": "1", "b": "2"}}).id
        changed = self.stripe.customers.update(customer, {"metadata": {"a": "", "c": "3"}})
        self.assertEqual(changed.metadata.to_dict(), {"b": "2", "c": "3"})
        self.assertEqual(self.stripe.customers.update(customer, {"metadata": ""}).metadata.to_dict(), {})
