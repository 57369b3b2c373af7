"""What the contract tests stand on: the stub as a program, and Stripe's library pointed at it."""

import contextlib
import http.client
import http.server
import json
import os
import queue
import re
import socket
import struct
import subprocess
import threading
import unittest
import urllib.request

import stripe

OLD = "2022-11-15"
DAHLIA = "2026-08-26.dahlia"
SILENT = {"enabled": True, "allow_redirects": "never"}


class StubProgram:
    """A stripe-stub on a free port, until it is stopped."""

    def __init__(self, program, *flags):
        self.program = program
        self.process = subprocess.Popen([program, "--port", "0", *flags], stdout=subprocess.PIPE, text=True)
        greeting = self.process.stdout.readline()
        found = re.search(r"http://[0-9.]+:[0-9]+", greeting)
        if not found:
            self.process.kill()
            raise SystemExit(f"contract: {program} did not say where it listens: {greeting!r}")
        self.base = found.group()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def advance(self, seconds):
        """Moves the stub's clock on."""
        request = urllib.request.Request(
            self.base + "/_stub/clock",
            data=json.dumps({"advance_seconds": seconds}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10):
            pass


class BrokenLine:
    """A way to the stub on which the first POST is cut: before the stub hears of it, or after it has answered."""

    def __init__(self, base, cut):
        line = self
        self.cuts = [cut]
        self.requests = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 10

            def log_message(self, *_):
                pass

            def do_GET(self):
                self.relay(None)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                line.requests += 1
                cut = line.cuts.pop() if line.cuts else None
                self.relay(body, cut)

            def relay(self, body, cut=None):
                if cut == "before":
                    return self.reset()
                stub = http.client.HTTPConnection(base.removeprefix("http://"), timeout=10)
                stub.request(self.command, self.path, body, dict(self.headers))
                answer = stub.getresponse()
                content = answer.read()
                stub.close()
                if cut == "after":
                    return self.reset()
                self.send_response_only(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() != "connection":
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def reset(self):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                os.close(self.connection.detach())
                self.close_connection = True

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Receiver:
    """A webhook endpoint of this machine, which keeps what it is told."""

    def __init__(self):
        self.deliveries = deliveries = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            timeout = 10

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                deliveries.put((body, self.headers["Stripe-Signature"]))
                self.send_response_only(200)
                self.end_headers()

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/webhook"

    def delivery(self):
        """The next: its body and its signature."""
        return self.deliveries.get(timeout=10)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Contract(unittest.TestCase):
    """A test with a client of its own, in the version that its class names."""

    stub = None
    version = DAHLIA

    def setUp(self):
        self.client = self.client_with("sk_test_contract")
        self.stripe = self.client.v1

    def client_with(self, key, retries=0, base=None):
        return stripe.StripeClient(
            key,
            base_addresses={"api": base or self.stub.base},
            stripe_version=self.version,
            max_network_retries=retries,
            http_client=stripe.RequestsClient(timeout=10),
        )

    @contextlib.contextmanager
    def refused(self, kind, status, **members):
        """What is inside must raise that error, whose members are these: `code="x"`, or None for one left out."""
        with self.assertRaises(kind) as caught:
            yield caught
        error = caught.exception
        self.assertIs(type(error), kind)
        self.assertEqual(error.http_status, status)
        self.assertTrue(error.request_id.startswith("req_"))
        body = error.json_body["error"]
        for name, value in members.items():
            self.assertEqual(body.get(name), value, name)

    def customer(self, card="pm_card_visa"):
        """A customer with that card saved: both ids."""
        customer = self.stripe.customers.create({"name": "Ada", "email": "ada@example.com"})
        method = self.stripe.payment_methods.attach(card, {"customer": customer.id})
        return customer.id, method.id

    def intent(self, **more):
        """An intent of 10 dollars on a saved card, confirmed while nobody is there to be asked."""
        customer, method = self.customer()
        return self.stripe.payment_intents.create(
            {
                "amount": 1000,
                "currency": "usd",
                "customer": customer,
                "payment_method": method,
                "confirm": True,
                "off_session": True,
                **more,
            }
        )

    def hold(self, **more):
        return self.intent(capture_method="manual", **more)

    def charge_of(self, intent):
        return self.stripe.charges.retrieve(intent.latest_charge, {"expand": ["refunds"]})

    def pay(self, card, **more):
        """An intent paid by someone who is there, with a card that nobody saved."""
        return self.stripe.payment_intents.create(
            {
                "amount": 1000,
                "currency": "usd",
                "payment_method": card,
                "confirm": True,
                "automatic_payment_methods": SILENT,
                **more,
            }
        )


def in_both_versions(cls):
    """Makes of a mixin a test class for each version, and puts them into the mixin's module."""
    import sys

    module = sys.modules[cls.__module__]
    for name, version in (("Old", OLD), ("Dahlia", DAHLIA)):
        both = type(cls.__name__ + name, (cls, Contract), {"version": version, "__module__": cls.__module__})
        setattr(module, both.__name__, both)
    return cls
