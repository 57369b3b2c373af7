#!/bin/sh
# Captures a hold when the lesson was taught: all of it, or the cents given as the second argument.
set -eu
intent=${1:?usage: complete-lesson-payment.sh pi_... [cents]}
curl --silent --show-error --fail-with-body "${FERMATA:-http://localhost:4242}/complete-lesson-payment" \
  --header 'Content-Type: application/json' \
  --data '{"payment_intent_id": "'"$intent"'"'"${2:+, \"amount\": $2}"'}'
