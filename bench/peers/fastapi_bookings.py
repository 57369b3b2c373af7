# The bookings as one would write them with FastAPI, SQLAlchemy and Stripe's own library, on this server's own tables:
# the same rows, the same two calls, and the same two commits, one before the money moves and one after.
# Not done here, and done there: the ledger, mails, policies, packages, leases, and finishing what was cut off.
# The environment: STRIPE_API_BASE, STRIPE_SECRET_KEY, AUTH_JWT_SECRET, DATABASE_FILE.
import hashlib
import json
import os
import secrets
import time

import jwt
import stripe
from fastapi import FastAPI, Header, HTTPException, Response
from pydantic import BaseModel
from sqlalchemy import create_engine, event, select, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine(f"sqlite:///{os.environ['DATABASE_FILE']}", connect_args={"timeout": 20}, pool_size=40)


@event.listens_for(engine, "connect")
def open_connection(connection, _):
    # Transactions begin where SQLAlchemy says, not where Python's driver guesses.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(engine, "begin")
def begin(connection):
    # One that will write takes the lock at once: it cannot be had later when another has written meanwhile.
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN IMMEDIATE"))


reading = engine.execution_options(begin="BEGIN DEFERRED")


class Base(DeclarativeBase):
    pass


class Student(Base):
    __tablename__ = "students"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[str | None]


class Instructor(Base):
    __tablename__ = "instructors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Payment(Base):
    __tablename__ = "payments"
    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int]
    kind: Mapped[str] = mapped_column(default="lesson")
    amount: Mapped[int]
    currency: Mapped[str]
    status: Mapped[str] = mapped_column(default="pending")
    customer_id: Mapped[str]
    payment_method_id: Mapped[str | None]
    stripe_intent_id: Mapped[str | None]
    stripe_charge_id: Mapped[str | None]
    authorized_amount: Mapped[int | None]
    authorized_at: Mapped[int | None]
    created_at: Mapped[int]
    updated_at: Mapped[int]


class Booking(Base):
    __tablename__ = "bookings"
    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int]
    instructor_id: Mapped[int]
    starts_at: Mapped[int]
    ends_at: Mapped[int]
    description: Mapped[str]
    status: Mapped[str] = mapped_column(default="scheduled")
    amount: Mapped[int]
    currency: Mapped[str]
    policy_hash: Mapped[str]
    payment_id: Mapped[int | None]
    payment_status: Mapped[str] = mapped_column(default="pending")
    stripe_intent_id: Mapped[str | None]
    authorized_amount: Mapped[int | None]
    created_at: Mapped[int]
    updated_at: Mapped[int]


class Operation(Base):
    __tablename__ = "operations"
    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int]
    verb: Mapped[str] = mapped_column(default="authorize")
    amount: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")
    idempotency_key: Mapped[str]
    payment_method_id: Mapped[str]
    stripe_intent_id: Mapped[str | None]
    cause: Mapped[str]
    first_sent_at: Mapped[int]
    next_try_at: Mapped[int]
    lease_until: Mapped[int]
    created_at: Mapped[int]
    finished_at: Mapped[int | None]


class PaymentEvent(Base):
    __tablename__ = "payment_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int]
    payment_id: Mapped[int]
    operation_id: Mapped[int | None]
    event_type: Mapped[str]
    amount: Mapped[int]
    cause: Mapped[str] = mapped_column(default="booked")
    created_at: Mapped[int]


class IdempotencyKey(Base):
    __tablename__ = "idempotency_keys"
    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]
    booking_id: Mapped[int | None]
    operation_id: Mapped[int | None]
    locked_until: Mapped[int]
    status: Mapped[int | None]
    body: Mapped[str | None]
    created_at: Mapped[int]


class Lesson(BaseModel):
    student_id: int
    instructor_id: int
    starts_at: int
    ends_at: int
    amount_cents: int


client = stripe.StripeClient(
    os.environ["STRIPE_SECRET_KEY"], base_addresses={"api": os.environ["STRIPE_API_BASE"]},
    http_client=stripe.RequestsClient())
app = FastAPI()
with Session(reading) as session:
    policy = session.scalar(text("SELECT hash FROM policies"))


@app.get("/healthz")
async def healthz():
    return {"status": "ok"}


@app.post("/bookings")
def book(lesson: Lesson, authorization: str = Header(), idempotency_key: str = Header()):
    caller = role_of(authorization)
    asked = hashlib.sha256(b"POST /bookings\n" + lesson.model_dump_json().encode()).hexdigest()
    with Session(reading) as session:
        kept = session.get(IdempotencyKey, (caller, idempotency_key))
        if kept:
            return answer_again(kept, asked)
        student = session.get(Student, lesson.student_id)
        if student is None or student.customer_id is None:
            raise HTTPException(400, "There is no such student.")
        customer = student.customer_id
    cards = client.v1.payment_methods.list({"customer": customer, "type": "card", "limit": 1})
    if not cards.data:
        raise HTTPException(400, "The student has no saved card.")
    operation_key = "peer-" + secrets.token_hex(16)
    with Session(engine) as session, session.begin():
        booking, operation = begin_hold(
            session, lesson, customer, cards.data[0].id, operation_key, (caller, idempotency_key, asked))
        booking_id, operation_id, description = booking.id, operation.id, booking.description
    intent = client.v1.payment_intents.create({
        "amount": lesson.amount_cents, "currency": "usd", "customer": customer,
        "payment_method": cards.data[0].id, "capture_method": "manual", "confirm": True, "off_session": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        "metadata": {"operation": str(operation_id), "booking_id": str(booking_id)}, "description": description,
        "expand": ["latest_charge"],
    }, {"idempotency_key": operation_key})
    with Session(engine) as session, session.begin():
        body = conclude_hold(session, booking_id, operation_id, intent, (caller, idempotency_key))
    return Response(body, 201, media_type="application/json")


def role_of(authorization):
    try:
        claims = jwt.decode(
            authorization.removeprefix("Bearer "), os.environ["AUTH_JWT_SECRET"], algorithms=["HS256"])
    except jwt.InvalidTokenError:
        raise HTTPException(401, "The token is not good.")
    return claims["role"]


def answer_again(kept, asked):
    if kept.request_hash != asked:
        raise HTTPException(422, "The key was used for another request.")
    if kept.status is None:
        raise HTTPException(409, "The first request is still under way.")
    return Response(kept.body, kept.status, media_type="application/json")


def begin_hold(session, lesson, customer, card, operation_key, claim):
    now = int(time.time())
    caller, key, asked = claim
    kept = IdempotencyKey(caller=caller, key=key, request_hash=asked, locked_until=now + 120, created_at=now)
    session.add(kept)
    instructor = session.get(Instructor, lesson.instructor_id)
    if instructor is None:
        raise HTTPException(400, "There is no such instructor.")
    taken = session.scalar(select(Booking.id).where(
        Booking.instructor_id == instructor.id, Booking.status.in_(["scheduled", "completed"]),
        Booking.starts_at < lesson.ends_at, Booking.starts_at > lesson.starts_at - 86_400,
        Booking.ends_at > lesson.starts_at).limit(1))
    if taken is not None:
        raise HTTPException(409, "The instructor has another lesson at that time.")
    payment = Payment(
        student_id=lesson.student_id, amount=lesson.amount_cents, currency="usd", customer_id=customer,
        payment_method_id=card, created_at=now, updated_at=now)
    session.add(payment)
    session.flush()
    booking = Booking(
        student_id=lesson.student_id, instructor_id=instructor.id, starts_at=lesson.starts_at,
        ends_at=lesson.ends_at, description=f"Lesson with {instructor.name}", amount=lesson.amount_cents,
        currency="usd", policy_hash=policy, payment_id=payment.id, created_at=now, updated_at=now)
    operation = Operation(
        payment_id=payment.id, amount=lesson.amount_cents, idempotency_key=operation_key, payment_method_id=card,
        cause="booked", first_sent_at=now, next_try_at=now, lease_until=now + 80, created_at=now)
    session.add_all([booking, operation])
    session.flush()
    session.add_all([
        PaymentEvent(booking_id=booking.id, payment_id=payment.id, event_type="booked", amount=booking.amount,
                     created_at=now),
        PaymentEvent(booking_id=booking.id, payment_id=payment.id, operation_id=operation.id,
                     event_type="authorization_tried", amount=booking.amount, created_at=now)])
    kept.booking_id, kept.operation_id = booking.id, operation.id
    session.flush()
    return booking, operation


def conclude_hold(session, booking_id, operation_id, intent, claim):
    now = int(time.time())
    booking = session.get(Booking, booking_id)
    operation = session.get(Operation, operation_id)
    payment = session.get(Payment, operation.payment_id)
    operation.state, operation.finished_at, operation.stripe_intent_id = "done", now, intent.id
    payment.status = booking.payment_status = "authorized"
    payment.stripe_intent_id = booking.stripe_intent_id = intent.id
    payment.stripe_charge_id = intent.latest_charge.id
    payment.authorized_amount = booking.authorized_amount = intent.amount_capturable
    payment.authorized_at = payment.updated_at = now
    session.add(PaymentEvent(
        booking_id=booking.id, payment_id=payment.id, operation_id=operation.id, event_type="authorized",
        amount=intent.amount_capturable, created_at=now))
    body = json.dumps({
        "booking": {column.name: getattr(booking, column.name) for column in Booking.__table__.columns},
        "payment": {"id": payment.id, "status": payment.status}})
    caller, key = claim
    session.execute(update(IdempotencyKey).where(IdempotencyKey.caller == caller, IdempotencyKey.key == key)
                    .values(status=201, body=body))
    return body
