#!/bin/sh
# A gig's whole way: a student saves a card, pays with it and asks for money back; the teacher confirms, an admin pays
# out, and the dashboard adds up. Prints each answer and stops at the first that is not as it should be.
#
# Against a sandbox it makes its own tokens with `fermata token --sandbox`; elsewhere STUDENT_TOKEN, TEACHER_TOKEN and
# ADMIN_TOKEN have them. FERMATA is the server's address, FERMATA_PROGRAM the program, GIG what is booked, PRICE its
# price.
set -eu
base=${FERMATA:-http://localhost:8000}
program=${FERMATA_PROGRAM:-.build/release/fermata}
gig=${GIG:-1}
price=${PRICE:-50.00}
student=${STUDENT_TOKEN:-$("$program" token --sandbox --role student --sub ada)}
teacher=${TEACHER_TOKEN:-$("$program" token --sandbox --role teacher --sub ines)}
admin=${ADMIN_TOKEN:-$("$program" token --sandbox --role admin --sub office)}

# ask TOKEN METHOD PATH [BODY]: leaves $status and $answer.
ask() {
  token=$1 method=$2 path=$3
  shift 3
  echo "$method $path${1:+  $1}"
  said=$(curl --silent --show-error --max-time 60 --request "$method" "$base$path" \
    --header "Authorization: Bearer $token" ${1:+--header 'Content-Type: application/json' --data "$1"} \
    --write-out '\n%{http_code}')
  status=${said##*
}
  answer=${said%
*}
  echo "$status $answer"
}

# expect STATUS TEXT...: the answer has that status and holds each text.
expect() {
  [ "$status" = "$1" ] || { echo "marketplace: $method $path was to answer $1, not $status" >&2; exit 1; }
  shift
  for text; do
    case $answer in
      *"$text"*) ;;
      *) echo "marketplace: $method $path was to answer $text" >&2; exit 1 ;;
    esac
  done
}

# value NAME: what the answer says of it.
value() {
  printf '%s' "$answer" | sed -n 's/.*"'"$1"'":"\{0,1\}\([A-Za-z0-9_]*\).*/\1/p'
}

echo '--- 1. The student saves a card: it goes to Stripe, its last four digits stay here.'
ask "$student" POST /api/payments/add-payment-method/ \
  '{"card_number":"4242424242424242","exp_month":12,"exp_year":2025,"cvc":"123",'\
'"cardholder_name":"John Doe","save_for_future":true}'
expect 200 '"success":true' '"message":"Payment method added successfully"' '"card_last4":"4242"' \
  '"card_brand":"visa"' '"saved":true'
card=$(value payment_method_id)

echo '--- 2. They book the gig and pay for it with that card.'
ask "$student" POST /api/payments/process-payment/ '{"gig_id":'"$gig"',"saved_payment_method_id":"'"$card"'"}'
expect 200 '"success":true' '"message":"Payment processed successfully"' '"amount":'"$price" '"currency":"usd"' \
  '"status":"succeeded"' '"used_saved_card":true'
payment=$(value payment_id)
booking=$(value booking_id)

echo '--- 3. They read the payment.'
ask "$student" GET "/api/payments/payments/$payment/"
expect 200 '"payment_id":'"$payment"',' '"amount":'"$price" '"status":"succeeded"' '"booking_id":'"$booking"',' \
  '"gig_id":'"$gig"',' '"booking_status":"requested"' '"refunded_amount":0.00'

echo '--- 4. They ask for a part of the money back.'
ask "$student" POST /api/payments/refund-requests/ \
  '{"payment_id":'"$payment"',"amount":12.50,"reason":"The lesson was shorter."}'
expect 201 '"success":true' '"status":"pending"' '"amount":12.50'
request=$(value id)

echo '--- 5. The teacher confirms the booking.'
ask "$teacher" POST "/api/bookings/$booking/confirm/"
expect 200 '"success":true' '"booking_status":"confirmed"'

echo '--- 6. An admin approves the refund, and the money goes back.'
ask "$admin" POST "/api/payments/refund-requests/$request/process/" '{"action":"approve","notes":"Agreed."}'
expect 200 '"success":true' '"status":"refunded"' '"approved_amount":12.50'
ask "$student" GET "/api/payments/payments/$payment/"
expect 200 '"status":"succeeded"' '"refunded_amount":12.50'

echo '--- 7. What the last thirty days came to.'
ask "$admin" GET /api/payments/dashboard/
expect 200 '"currency":"usd"' '"totals":{"payments":' '"days":[{"date":"'
echo 'marketplace: all as it should be.'
