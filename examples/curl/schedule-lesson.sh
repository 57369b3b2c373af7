#!/bin/sh
# Holds $12.50 on the card of a student. Prints the PaymentIntent; its id is what the other two scripts want.
set -eu
curl --silent --show-error --fail-with-body "${FERMATA:-http://localhost:4242}/schedule-lesson" \
  --header 'Content-Type: application/json' \
  --header "Idempotency-Key: ${KEY:-lesson-$(date +%s)}" \
  --data '{"customer_id": "'"${1:-cus_SandboxApprove}"'", "amount": 1250, "description": "Guitar lesson"}'
