"""Keys, repeats and broken connections: what Stripe's library makes of the wire."""

import stripe

from house import BrokenLine, Contract, Receiver


class Keys(Contract):
    def test_a_key_that_is_none_is_an_authentication_error(self):
        for key in ("nonsense", "pk_test_publishable1234"):
            with self.refused(stripe.AuthenticationError, 401, type="invalid_request_error", code=None) as caught:
                self.client_with(key).v1.customers.list()
            self.assertNotIn(key, str(caught.exception))

    def test_a_restricted_key_opens_it_too(self):
        self.assertEqual(self.client_with("rk_test_contract").v1.customers.list({"limit": 1}).object, "list")

    def test_an_unknown_path_and_a_wrong_method_are_404(self):
        for method, path in (("get", "/v1/nothing"), ("get", "/v1/customers/"), ("delete", "/v1/refunds")):
            with self.refused(stripe.InvalidRequestError, 404, code=None) as caught:
                self.client.deserialize(self.client.raw_request(method, path), api_mode="V1")
            self.assertIn(f"Unrecognized request URL ({method.upper()}: {path})", str(caught.exception))

    def test_the_answer_names_its_version_and_request(self):
        headers = self.stripe.customers.create().last_response.headers
        self.assertEqual(headers["Stripe-Version"], self.version)
        self.assertRegex(headers["Request-Id"], r"^req_[A-Za-z0-9]{14}$")


class Parameters(Contract):
    def test_wrong_parameters_are_named(self):
        cases = (
            ({"currency": "usd"}, "parameter_missing", "amount"),
            ({"amount": "1.5", "currency": "usd"}, "parameter_invalid_integer", "amount"),
            ({"amount": 100, "currency": "usd", "foo": "1"}, "parameter_unknown", "foo"),
            ({"amount": 100, "currency": "usd", "shipping": {"foo": "1"}}, "parameter_unknown", "shipping[foo]"),
            ({"amount": 100, "currency": "usd", "customer": ""}, "parameter_invalid_empty", "customer"),
            ({"amount": 100, "currency": "xyz"}, None, "currency"),
            ({"amount": 100, "currency": "usd", "capture_method": "later"}, None, "capture_method"),
            ({"amount": 49, "currency": "usd"}, "amount_too_small", "amount"),
            ({"amount": 100_000_000, "currency": "usd"}, "amount_too_large", "amount"),
        )
        for params, code, param in cases:
            with self.subTest(params):
                with self.refused(
                    stripe.InvalidRequestError, 400, type="invalid_request_error", code=code, param=param
                ):
                    self.stripe.payment_intents.create(params)

    def test_endive_takes_no_list_of_payment_method_types(self):
        self.version = "2026-09-30.endive"
        with self.refused(stripe.InvalidRequestError, 400, code="parameter_unknown", param="payment_method_types"):
            self.client_with("sk_test_contract").v1.payment_intents.create(
                {"amount": 100, "currency": "usd", "payment_method_types": ["card"]}
            )


class Repeats(Contract):
    def test_the_same_key_is_the_same_answer(self):
        options = {"idempotency_key": "contract-same"}
        first = self.stripe.customers.create({"name": "Ada"}, options)
        again = self.stripe.customers.create({"name": "Ada"}, options)
        self.assertEqual(first.id, again.id)
        headers = again.last_response.headers
        self.assertEqual(headers["Idempotent-Replayed"], "true")
        self.assertEqual(headers["Original-Request"], first.last_response.request_id)
        self.assertNotEqual(headers["Request-Id"], first.last_response.request_id)

    def test_a_decline_is_replayed_and_a_wrong_parameter_is_not(self):
        customer = self.stripe.customers.create().id
        options = {"idempotency_key": "contract-decline"}
        ids = set()
        for _ in range(2):
            with self.assertRaises(stripe.CardError) as caught:
                self.stripe.payment_intents.create(
                    {
                        "amount": 1000,
                        "currency": "usd",
                        "customer": customer,
                        "payment_method": "pm_card_visa_chargeDeclined",
                        "confirm": True,
                        "off_session": True,
                    },
                    options,
                )
            ids.add(caught.exception.error.payment_intent.id)
        self.assertEqual(len(ids), 1)
        options = {"idempotency_key": "contract-parameter"}
        with self.refused(stripe.InvalidRequestError, 400, code="parameter_unknown"):
            self.stripe.customers.create({"foo": "1"}, options)
        self.assertTrue(self.stripe.customers.create({"name": "Ada"}, options).id)

    def test_a_key_belongs_to_one_request(self):
        options = {"idempotency_key": "contract-conflict"}
        customer = self.stripe.customers.create({"name": "Ada"}, options).id
        with self.refused(stripe.IdempotencyError, 400, type="idempotency_error", code=None):
            self.stripe.customers.create({"name": "Eve"}, options)
        with self.refused(stripe.IdempotencyError, 400, type="idempotency_error"):
            self.stripe.customers.update(customer, {"name": "Ada"}, options)


class BrokenConnections(Contract):
    """What the library does by itself when a connection breaks, and that nothing is made twice by it."""

    def create_over(self, cut, retries):
        mail = f"{cut}-{retries}@example.com"
        with BrokenLine(self.stub.base, cut) as line:
            client = self.client_with("sk_test_contract", retries, line.base)
            try:
                customer = client.v1.customers.create({"email": mail})
            except stripe.APIConnectionError:
                customer = None
        made = [each.id for each in self.stripe.customers.list({"email": mail}).data]
        return customer, made, line.requests

    def test_a_lost_answer_is_given_again(self):
        customer, made, requests = self.create_over("after", retries=2)
        self.assertEqual((made, requests), ([customer.id], 2))
        self.assertEqual(customer.last_response.headers["Idempotent-Replayed"], "true")

    def test_a_lost_request_is_made_again(self):
        customer, made, requests = self.create_over("before", retries=2)
        self.assertEqual((made, requests), ([customer.id], 2))
        self.assertNotIn("Idempotent-Replayed", customer.last_response.headers)

    def test_without_retries_the_caller_does_not_know(self):
        customer, made, requests = self.create_over("after", retries=0)
        self.assertEqual((customer, len(made), requests), (None, 1, 1))


class Signatures(Contract):
    """Vectors that the project's own code is tested with as well; the library says that they are right."""

    secret = "whsec_test_secret"
    vectors = (
        (
            '{"id":"evt_1","object":"event"}',
            "0c8670ed117751cc551a20e35839447075c42800ea3cf3e8a2fbda99cd1e6edd",
        ),
        ('{"n":"café €"}', "b5e8e5f2945e9d514a66de6d94b59f294019786822f762b1b58beaea27aa42ba"),
    )

    def test_the_vectors_are_stripes(self):
        for body, signature in self.vectors:
            header = f"t=1700000000,v0=00,v1={'0' * 64},v1={signature}"
            self.assertTrue(stripe.WebhookSignature.verify_header(body, header, self.secret, None))
            with self.assertRaises(stripe.SignatureVerificationError):
                stripe.WebhookSignature.verify_header(body + " ", header, self.secret, None)
            with self.assertRaises(stripe.SignatureVerificationError):
                stripe.WebhookSignature.verify_header(body, header, self.secret, 300)


class Webhooks(Contract):
    """What the stub posts, the library takes for an event of Stripe's; and nothing that was changed on the way."""

    def test_a_delivered_body_is_an_event(self):
        with Receiver() as receiver:
            endpoint = self.stripe.webhook_endpoints.create(
                {"url": receiver.url, "enabled_events": ["customer.created"], "api_version": self.version}
            )
            customer = self.stripe.customers.create({"name": "Zoë \u20ac"})
            body, signature = receiver.delivery()
            self.stripe.webhook_endpoints.delete(endpoint.id)
        # The stub's clock may have been moved on by another test; the library knows no tolerance into the future.
        event = stripe.Webhook.construct_event(body, signature, endpoint.secret)
        self.assertEqual((event.type, event.data.object.id), ("customer.created", customer.id))
        self.assertEqual(event.data.object.name, "Zoë \u20ac")
        self.assertEqual(event.api_version, self.version)
        read = self.stripe.events.retrieve(event.id)
        self.assertEqual(read.data.object.id, customer.id)
        for wrong, secret in ((body + b" ", endpoint.secret), (body, endpoint.secret + "x")):
            with self.assertRaises(stripe.SignatureVerificationError):
                stripe.Webhook.construct_event(wrong, signature, secret)
