-- Payments that another service tells of: it has them authorized, and says when they are collected or given back.

CREATE TABLE service_payments (
    payment_id INTEGER PRIMARY KEY REFERENCES payments (id),
    -- What callers know it by.
    name TEXT NOT NULL UNIQUE,
    -- An intent, a charge, a payment method or a card token of Stripe's: one payment each.
    token TEXT NOT NULL UNIQUE,
    email TEXT,
    description TEXT,
    -- What the payer owes in the end; NULL while nobody has said so. The payment is moved until it says the same.
    owed_amount INTEGER CHECK (owed_amount >= 0)
) STRICT;
CREATE INDEX service_payments_by_email ON service_payments (email, payment_id);
CREATE INDEX payments_of_services_by_status ON payments (status, id) WHERE kind = 'service';
CREATE INDEX payments_by_charge ON payments (stripe_charge_id) WHERE kind = 'service';
