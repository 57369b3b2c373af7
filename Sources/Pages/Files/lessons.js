// The lessons page: pick a session, say who you are, leave a card.

import { Checkout, explainPlainly } from "/checkout.js";
import { sessions } from "/sessions.js";
import { element, make, post } from "/shop.js";

let chosen;
/** Who signed up, for which lesson, as the server knows it. */
let signUp;

function showSessions() {
  const list = document.querySelector(".sessions");
  for (const session of sessions()) {
    const item = element("session").content.cloneNode(true);
    item.querySelector(".weekday").textContent = session.weekday;
    const time = item.querySelector("time");
    time.textContent = session.label;
    time.dateTime = session.date;
    time.id = `${session.id}-time`;
    const button = item.querySelector("button");
    button.id = session.id;
    button.setAttribute("aria-describedby", time.id);
    button.addEventListener("click", () => choose(session));
    list.append(item);
  }
}

function choose(session) {
  chosen = session;
  const isNew = element("registration").hidden;
  element("registration").hidden = false;
  element("summary-table").replaceChildren(
    "You have requested a lesson for ", make("b", {}, session.label), " Please complete this form to register.");
  for (const { id } of sessions()) {
    element(id).setAttribute("aria-pressed", String(id === session.id));
  }
  if (isNew) element("registration-heading").focus();
}

async function begin({ name, email }) {
  element("customer-exists-error").replaceChildren();
  const lesson = chosen.label;
  const answer = await post("/lessons", { name, email, first_lesson: lesson });
  signUp = { name, email, lesson, customer: answer.customer_id };
  return answer.client_secret;
}

function explain(problem) {
  const customer = problem.body?.customer_id;
  if (problem.code !== "customer_exists" || !customer) return explainPlainly(problem);
  const link = make("a", { href: `/account-update/${customer}` }, "the account page");
  element("customer-exists-error").replaceChildren(
    "A customer with that email address already exists. If you'd like to update the card on file, please visit ",
    make("span", { id: "account_link" }, make("b", {}, link)), " of ",
    make("span", { id: "error_message_customer_email" }, element("email").value.trim()), ".");
  return [];
}

/** Another session may have been picked after the sign-up; the customer it made is told so. */
async function beforeConfirm() {
  if (chosen.label !== signUp.lesson) await begin(signUp);
}

async function finish(setupIntent) {
  const saved = await post(`/update-payment-details/${signUp.customer}`, { setup_intent: setupIntent.id });
  element("customer-id").textContent = signUp.customer;
  element("last4").textContent = saved.card.last4;
  element("customer_email").textContent = signUp.email;
  element("lesson-booked").textContent = signUp.lesson;
  element("registration").hidden = true;
  element("sessions").hidden = true;
  element("success").hidden = false;
  element("signup-status").focus();
}

element("again").addEventListener("click", () => location.reload());
showSessions();
new Checkout({ begin, explain, beforeConfirm, finish });
