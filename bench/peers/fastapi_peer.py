# FastAPI with Stripe's own library, which blocks: FastAPI runs such a handler on its pool of threads.
# The environment: STRIPE_PORT, STRIPE_SECRET_KEY.
import os

import stripe
from fastapi import FastAPI
from pydantic import BaseModel

client = stripe.StripeClient(
    os.environ["STRIPE_SECRET_KEY"],
    base_addresses={"api": f"http://127.0.0.1:{os.environ['STRIPE_PORT']}"},
)
app = FastAPI()


class Lesson(BaseModel):
    customer_id: str
    amount: int
    description: str | None = None


@app.get("/healthz")
async def healthz():
    return {"status": "ok"}


@app.post("/schedule-lesson")
def schedule_lesson(lesson: Lesson):
    cards = client.v1.payment_methods.list({"customer": lesson.customer_id, "type": "card", "limit": 1})
    intent = client.v1.payment_intents.create({
        "amount": lesson.amount,
        "currency": "usd",
        "customer": lesson.customer_id,
        "payment_method": cards.data[0].id,
        "capture_method": "manual",
        "confirm": True,
        "off_session": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        "metadata": {"type": "lessons-payment"},
        "description": lesson.description,
    })
    return {"payment": intent.to_dict()}
