-- What a lesson business keeps: who learns from whom and when, and where the money of each lesson stands.
--
-- Amounts are minor units (cents), times are seconds since 1970 in UTC. Nothing that money depends on is ever deleted.

-- One row: whose database this is. Stripe's account is written when it is first learned, and never changes.
CREATE TABLE house (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    stripe_account TEXT,
    -- Signs the links in mails and the tokens of quotes, so that every process of the house knows the others'.
    link_secret TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE students (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    -- `sub` of their tokens.
    subject TEXT UNIQUE,
    -- At Stripe; NULL until there is a card.
    customer_id TEXT UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE instructors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    subject TEXT UNIQUE,
    -- In cents of a dollar. Students who book for themselves pay this; NULL leaves the price to who books.
    hourly_rate INTEGER CHECK (hourly_rate > 0),
    created_at INTEGER NOT NULL
) STRICT;

-- Policies as they were when a student booked: a booking is settled by the one it names.
CREATE TABLE policies (
    hash TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- One payment is one agreed amount from one payer, such as a student for a lesson or for a package of lessons. Its state
-- follows from what Stripe says of its intent, and only forward.
CREATE TABLE payments (
    id INTEGER PRIMARY KEY,
    -- NULL when who pays is known to another service alone.
    student_id INTEGER REFERENCES students (id),
    -- What it is for.
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    status TEXT NOT NULL
        CHECK (status IN ('pending', 'authorized', 'captured', 'failed', 'refunded', 'released')),
    -- Why it is released or failed, for people.
    cause TEXT,
    -- NULL for a card that was not saved.
    customer_id TEXT,
    payment_method_id TEXT,
    -- The current one: a renewal puts another in its place.
    stripe_intent_id TEXT UNIQUE,
    stripe_charge_id TEXT,
    authorized_amount INTEGER,
    authorized_at INTEGER,
    authorization_expires_at INTEGER,
    captured_amount INTEGER,
    captured_at INTEGER,
    refund_amount INTEGER NOT NULL DEFAULT 0 CHECK (refund_amount >= 0),
    dispute TEXT,
    -- Holds that the card refused, in a row.
    failures INTEGER NOT NULL DEFAULT 0,
    first_failed_at INTEGER,
    -- When the next hold is to be tried; NULL: none is due.
    hold_due_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK (refund_amount = 0 OR refund_amount <= captured_amount),
    CHECK (captured_amount IS NULL OR captured_amount <= amount)
) STRICT;
CREATE INDEX payments_of_student ON payments (student_id, id);
CREATE INDEX payments_hold_due ON payments (hold_due_at) WHERE hold_due_at IS NOT NULL;
CREATE INDEX payments_holds_by_end ON payments (authorization_expires_at, id) WHERE status = 'authorized';
CREATE INDEX payments_holds ON payments (id) WHERE status = 'authorized';

-- A wallet of lessons: bought, or given as credit for a lesson that was cancelled.
CREATE TABLE packages (
    id INTEGER PRIMARY KEY,
    student_id INTEGER NOT NULL REFERENCES students (id),
    -- What paid for it.
    payment_id INTEGER NOT NULL REFERENCES payments (id),
    origin TEXT NOT NULL CHECK (origin IN ('bought', 'credit')),
    lessons_count INTEGER NOT NULL CHECK (lessons_count BETWEEN 1 AND 1000),
    lessons_left INTEGER NOT NULL CHECK (lessons_left BETWEEN 0 AND lessons_count),
    -- Of all its lessons together.
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (payment_id, origin)
) STRICT;
CREATE INDEX packages_of_student ON packages (student_id, id);

CREATE TABLE bookings (
    id INTEGER PRIMARY KEY,
    student_id INTEGER NOT NULL REFERENCES students (id),
    instructor_id INTEGER NOT NULL REFERENCES instructors (id),
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    description TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('scheduled', 'completed', 'cancelled', 'no_show')),
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    policy_hash TEXT NOT NULL REFERENCES policies (hash),
    -- NULL for a lesson out of a wallet, which has no payment of its own.
    payment_id INTEGER UNIQUE REFERENCES payments (id),
    -- The wallet it was taken from, or bought with.
    package_id INTEGER REFERENCES packages (id),
    -- What the student owes for it in the end; NULL while nobody knows. The payment is moved until it says the same.
    owed_amount INTEGER CHECK (owed_amount BETWEEN 0 AND amount),
    -- The part of it that becomes a lesson in the wallet.
    credit_amount INTEGER NOT NULL DEFAULT 0,
    minutes_taught INTEGER,
    -- When it was completed, cancelled or missed, and by whose doing the latter two.
    ended_at INTEGER,
    ended_by TEXT CHECK (ended_by IN ('student', 'instructor')),
    -- How its payment stands, for whoever reads this table: written together with the payment, never apart.
    payment_status TEXT NOT NULL CHECK (length(payment_status) <= 20
        AND payment_status IN ('pending', 'authorized', 'captured', 'failed', 'refunded', 'released')),
    stripe_intent_id TEXT CHECK (length(stripe_intent_id) <= 255),
    authorized_amount INTEGER,
    captured_amount INTEGER,
    refund_amount INTEGER NOT NULL DEFAULT 0,
    authorization_expires_at INTEGER,
    -- Counts the changes that a quote must not outlive.
    revision INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK (starts_at < ends_at),
    CHECK (payment_id IS NOT NULL OR package_id IS NOT NULL)
) STRICT;
CREATE INDEX bookings_of_student ON bookings (student_id, id);
-- The statuses at the end are for lists that ask for them too: what does not fit is passed over in the index.
CREATE INDEX bookings_of_instructor ON bookings (instructor_id, id, status, payment_status);
CREATE INDEX bookings_of_instructor_by_time ON bookings (instructor_id, starts_at, id, status, payment_status);
-- Newest first, so that no other index has their order and none is taken for them.
CREATE INDEX bookings_by_status ON bookings (status, payment_status, (-id));
CREATE INDEX bookings_by_status_and_time ON bookings (status, payment_status, (-starts_at), (-id));
CREATE INDEX bookings_by_time ON bookings (starts_at, id);
CREATE INDEX bookings_by_end ON bookings (ended_at) WHERE ended_by IS NOT NULL;
-- The two constants stand in it as columns too: an engine without statistics would take the status' index otherwise.
CREATE INDEX bookings_to_capture ON bookings (status, payment_status, ends_at)
    WHERE status = 'scheduled' AND payment_status = 'authorized';

-- A move of money that was decided: written before Stripe is called, closed with what came of it.
CREATE TABLE operations (
    id INTEGER PRIMARY KEY,
    payment_id INTEGER NOT NULL REFERENCES payments (id),
    verb TEXT NOT NULL
        CHECK (verb IN ('save_card', 'authorize', 'renew', 'capture', 'release', 'charge', 'refund')),
    -- What is to be moved; NULL for a release, which has no part.
    amount INTEGER,
    -- Of a package's refund: the lessons that it took out of the wallet.
    lessons_count INTEGER CHECK (lessons_count > 0),
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'refused')),
    -- What Stripe gets, so that asking again is asking once.
    idempotency_key TEXT NOT NULL UNIQUE,
    payment_method_id TEXT,
    -- The intent it acts on; of one that makes an intent, the one it made.
    stripe_intent_id TEXT,
    -- Of a renewal: the hold that is to be let go when the new one stands.
    old_intent_id TEXT,
    stripe_refund_id TEXT,
    -- Who or what wanted it, for people.
    cause TEXT NOT NULL,
    first_sent_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL,
    -- Who works on it just now, until when; an outcome with an old fence is refused.
    lease_owner TEXT,
    lease_until INTEGER NOT NULL,
    fence INTEGER NOT NULL DEFAULT 1,
    failure_code TEXT,
    failure_text TEXT,
    stripe_request_id TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;
CREATE UNIQUE INDEX operations_one_open ON operations (payment_id) WHERE state = 'open';
CREATE INDEX operations_due ON operations (next_try_at) WHERE state = 'open';
CREATE INDEX operations_of_payment ON operations (payment_id, id);

-- What happened to a booking's money, in order; only ever added to.
CREATE TABLE payment_events (
    id INTEGER PRIMARY KEY,
    booking_id INTEGER REFERENCES bookings (id),
    payment_id INTEGER REFERENCES payments (id),
    operation_id INTEGER REFERENCES operations (id),
    event_type TEXT NOT NULL CHECK (length(event_type) <= 50),
    amount INTEGER,
    -- NULL for what was done here.
    stripe_event_id TEXT UNIQUE CHECK (length(stripe_event_id) <= 255),
    cause TEXT NOT NULL,
    stripe_request_id TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX payment_events_of_booking ON payment_events (booking_id, id);
CREATE INDEX payment_events_of_payment ON payment_events (payment_id, id);
CREATE INDEX payment_events_by_type ON payment_events (event_type, created_at);

-- Double entry: the lines of one event add up to zero. Never updated.
CREATE TABLE ledger_entries (
    id INTEGER PRIMARY KEY,
    payment_event_id INTEGER NOT NULL REFERENCES payment_events (id),
    payment_id INTEGER NOT NULL REFERENCES payments (id),
    account TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount <> 0),
    currency TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_entries_of_payment ON ledger_entries (payment_id, id);
CREATE INDEX ledger_entries_of_event ON ledger_entries (payment_event_id);

-- A caller's own key for one request, and what was answered.
CREATE TABLE idempotency_keys (
    caller TEXT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) <= 255),
    -- SHA-256 of the route and the body: another request under the same key is refused.
    request_hash TEXT NOT NULL,
    -- The booking or the payment that it was about.
    subject_id INTEGER,
    operation_id INTEGER,
    -- Until then somebody is at work on it.
    locked_until INTEGER NOT NULL,
    status INTEGER,
    body TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- What Stripe told, by its id; `applied_at` is written with the effect.
CREATE TABLE webhook_events (
    stripe_event_id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    object_id TEXT NOT NULL,
    intent_id TEXT,
    received_at INTEGER NOT NULL,
    applied_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- NULL when it is applied, or none of ours.
    next_try_at INTEGER,
    last_error TEXT
) STRICT;
CREATE INDEX webhook_events_due ON webhook_events (next_try_at) WHERE next_try_at IS NOT NULL;

-- Mail that is owed; written with the fact that it tells.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    -- One mail a fact, however often the fact is seen.
    fact TEXT NOT NULL UNIQUE,
    template TEXT NOT NULL,
    recipient TEXT NOT NULL,
    booking_id INTEGER REFERENCES bookings (id),
    payment_id INTEGER REFERENCES payments (id),
    amount INTEGER,
    message_id TEXT NOT NULL UNIQUE,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER,
    gave_up_at INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND gave_up_at IS NULL;

-- Who runs a job just now, and how it went the last time.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    owner TEXT,
    until INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    -- How far it has read, for a job that reads on.
    cursor TEXT,
    started_at INTEGER,
    succeeded_at INTEGER,
    last_error TEXT
) STRICT;

CREATE TABLE ratings (
    booking_id INTEGER PRIMARY KEY REFERENCES bookings (id),
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    comment TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE support_tickets (
    id INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    booking_id INTEGER REFERENCES bookings (id),
    student_id INTEGER REFERENCES students (id),
    message TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX support_tickets_by_time ON support_tickets (created_at);
