// The account page: shows the card on file, and swaps it for another one.

import { Checkout, explainPlainly } from "/checkout.js";
import { Problem, element, get, make, post } from "/shop.js";

const customer = location.pathname.split("/").at(-1);

function showCard({ card, customer: { email } }) {
  element("billing-email").textContent = email ?? "";
  element("card-exp-month").textContent = card.exp_month;
  element("card-exp-year").textContent = card.exp_year;
  element("card-last4").textContent = card.last4;
  element("account-information").hidden = false;
}

async function begin(person) {
  element("account-status").textContent = "";
  return (await post(`/account-update/${customer}`, person)).client_secret;
}

function explain(problem) {
  if (problem.code !== "customer_email_exists") return explainPlainly(problem);
  return [make("div", { id: "customer-exists-error" }, "Customer email already exists!")];
}

async function finish(setupIntent) {
  showCard(await post(`/update-payment-details/${customer}`, { setup_intent: setupIntent.id }));
  checkout.restart();
  element("account-status").textContent = "Your new card is saved.";
  element("information-heading").focus();
}

async function showAccount() {
  try {
    const saved = await get(`/payment-method/${customer}`);
    element("name").value = saved.customer.name ?? "";
    element("email").value = saved.customer.email ?? "";
    showCard(saved);
    element("update").hidden = false;
    return new Checkout({ begin, explain, finish });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const isUnknown = ["resource_missing", "payment_method_missing"].includes(problem.code);
    element("account-problem").textContent = isUnknown ? "Account not found!" : problem.message;
  }
}

const checkout = await showAccount();
