-- A marketplace: teachers offer gigs, students pay for them, and the house keeps a part.

-- Where a teacher's part goes: their own account at Stripe, connected to the house's.
CREATE TABLE teacher_accounts (
    instructor_id INTEGER PRIMARY KEY REFERENCES instructors (id),
    stripe_account_id TEXT NOT NULL UNIQUE,
    -- 1 when Stripe transfers money to it.
    can_be_paid INTEGER NOT NULL CHECK (can_be_paid IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE gigs (
    id INTEGER PRIMARY KEY,
    instructor_id INTEGER NOT NULL REFERENCES instructors (id),
    title TEXT NOT NULL,
    description TEXT,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    -- How many may book it; NULL: any number.
    seats INTEGER CHECK (seats > 0),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX gigs_active ON gigs (id) WHERE is_active = 1;
CREATE INDEX gigs_of_instructor ON gigs (instructor_id, id);

-- A gig that a student has paid for, or is about to.
CREATE TABLE gig_bookings (
    id INTEGER PRIMARY KEY,
    gig_id INTEGER NOT NULL REFERENCES gigs (id),
    student_id INTEGER NOT NULL REFERENCES students (id),
    instructor_id INTEGER NOT NULL REFERENCES instructors (id),
    payment_id INTEGER NOT NULL UNIQUE REFERENCES payments (id),
    status TEXT NOT NULL CHECK (status IN
        ('unpaid', 'requested', 'confirmed', 'started', 'declined', 'expired', 'failed', 'cancelled')),
    -- Whom the charge is made out to, and what of it the house keeps; as they were when it was booked.
    stripe_account_id TEXT NOT NULL,
    fee_amount INTEGER NOT NULL CHECK (fee_amount >= 0),
    -- The card was one that the student had saved before.
    used_saved_card INTEGER NOT NULL CHECK (used_saved_card IN (0, 1)),
    -- The card was saved with this payment.
    saved_card INTEGER NOT NULL CHECK (saved_card IN (0, 1)),
    -- What the student owes in the end; NULL while nobody has said so. The payment is moved until it says the same.
    owed_amount INTEGER CHECK (owed_amount >= 0),
    -- Until then the teacher has to answer.
    confirm_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX gig_bookings_taken ON gig_bookings (gig_id)
    WHERE status IN ('unpaid', 'requested', 'confirmed', 'started');
CREATE INDEX gig_bookings_to_answer ON gig_bookings (confirm_by) WHERE status = 'requested';
CREATE INDEX gig_bookings_of_student ON gig_bookings (student_id, payment_id);
CREATE INDEX gig_bookings_of_instructor ON gig_bookings (instructor_id, payment_id);
CREATE INDEX gig_bookings_by_time ON gig_bookings (created_at);
CREATE INDEX gig_bookings_of_account ON gig_bookings (stripe_account_id);

-- Cards that students have at Stripe; of each only what may be shown.
CREATE TABLE saved_cards (
    id INTEGER PRIMARY KEY,
    student_id INTEGER NOT NULL REFERENCES students (id),
    stripe_payment_method_id TEXT NOT NULL UNIQUE,
    last4 TEXT NOT NULL CHECK (length(last4) <= 4),
    brand TEXT NOT NULL,
    exp_month INTEGER NOT NULL,
    exp_year INTEGER NOT NULL,
    -- Stripe's, the same for the same number: one card is saved once.
    fingerprint TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (student_id, fingerprint)
) STRICT;

CREATE TABLE refund_requests (
    id INTEGER PRIMARY KEY,
    payment_id INTEGER NOT NULL REFERENCES payments (id),
    student_id INTEGER NOT NULL REFERENCES students (id),
    -- What the student asks for; NULL: all.
    requested_amount INTEGER CHECK (requested_amount > 0),
    reason TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'refunded')),
    approved_amount INTEGER CHECK (approved_amount > 0),
    notes TEXT,
    -- Who decided.
    processed_by TEXT,
    processed_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX refund_requests_one_open ON refund_requests (payment_id)
    WHERE status IN ('pending', 'approved');
CREATE INDEX refund_requests_of_student ON refund_requests (student_id, id);
CREATE INDEX refund_requests_by_status ON refund_requests (status, id);
CREATE INDEX payments_of_gigs_by_charge ON payments (stripe_charge_id) WHERE kind = 'gig';

-- 1 for a refund of which the teacher's account could not give its part back: the house pays all of it.
ALTER TABLE operations ADD COLUMN paid_by_house INTEGER NOT NULL DEFAULT 0;
