#!/bin/sh
# Gives the money back: a captured payment is refunded (all, or the cents given second), a hold is released.
set -eu
intent=${1:?usage: refund-lesson.sh pi_... [cents]}
curl --silent --show-error --fail-with-body "${FERMATA:-http://localhost:4242}/refund-lesson" \
  --data-urlencode "payment_intent_id=$intent" ${2:+--data-urlencode "amount=$2"}
