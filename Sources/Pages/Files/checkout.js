// Part of both forms: first who it is, then the card. What is sent to the server is the page's own business.

import { Problem, element, get, make } from "/shop.js";

/** Stripe.js with the shop's key. It is loaded from Stripe, never copied (Stripe, "Including Stripe.js"). */
async function loadStripe() {
  const { key, stripe_js_url: source } = await get("/config");
  await new Promise((resolve, reject) => {
    const script = make("script", { src: source });
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => {
      script.remove();
      reject(new Problem("Stripe's card form cannot be loaded. Please try again.", "unreachable"));
    });
    document.head.append(script);
  });
  return window.Stripe(key);
}

/** The form's look, from the page's own colors. */
const appearance = {
  theme: "stripe",
  variables: {
    colorPrimary: "#a63d17",
    colorText: "#2a1a12",
    colorBackground: "#ffffff",
    colorDanger: "#a3150c",
    borderRadius: "8px",
    fontSizeBase: "16px",
  },
};

/**
 * The two steps of a form. `actions` are the page's:
 * - `begin({ name, email })` tells the server who it is, and gives the client secret of a SetupIntent;
 * - `explain(problem)` gives the elements that show why `begin` failed;
 * - `beforeConfirm()`, once the button is pressed and before the card is asked;
 * - `finish(setupIntent)` is called when the card is saved.
 * Each may throw a `Problem`, which is then shown.
 */
export class Checkout {
  #actions;
  #stripe;
  #elements;
  #paymentElement;
  #person;
  #isComplete = false;
  #isBusy = false;

  constructor(actions) {
    this.#actions = actions;
    this.#startLoading();
    element("details").addEventListener("input", () => this.#showState());
    element("details").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run(() => this.#begin(), (problem) => this.#actions.explain(problem));
    });
    element("submit").addEventListener("click", () => this.#run(() => this.#confirm(), explainPlainly));
    this.#showState();
  }

  /** Back to the first step. */
  restart() {
    this.#paymentElement?.unmount();
    this.#paymentElement = undefined;
    this.#isComplete = false;
    this.#showState();
  }

  #startLoading() {
    this.#stripe = loadStripe();
    // Told when it is needed; until then it is nobody's business.
    this.#stripe.catch(() => {});
  }

  async #begin() {
    const form = new FormData(element("details"));
    this.#person = { name: form.get("name").trim(), email: form.get("email").trim() };
    const [clientSecret, stripe] = await Promise.all([this.#actions.begin(this.#person), this.#loadedStripe()]);
    element("card-owner").textContent = `${this.#person.name} (${this.#person.email})`;
    this.#mount(stripe, clientSecret);
  }

  async #loadedStripe() {
    try {
      return await this.#stripe;
    } catch {
      this.#startLoading();
      return this.#stripe;
    }
  }

  #mount(stripe, clientSecret) {
    this.#elements = stripe.elements({ clientSecret, appearance });
    this.#paymentElement = this.#elements.create("payment", { wallets: { applePay: "never", googlePay: "never" } });
    this.#paymentElement.on("change", ({ complete }) => {
      this.#isComplete = complete;
      this.#showState();
    });
    this.#paymentElement.mount("#payment-element");
    this.#showState();
    element("card").focus();
  }

  async #confirm() {
    await this.#actions.beforeConfirm?.();
    const stripe = await this.#stripe;
    const { error, setupIntent } = await stripe.confirmSetup({
      elements: this.#elements,
      redirect: "if_required",
      confirmParams: { payment_method_data: { billing_details: this.#person } },
    });
    if (error) throw new Problem(error.message, error.code);
    await this.#actions.finish(setupIntent);
  }

  /** One thing at a time, with the buttons off and the spinner on. */
  async #run(work, explain) {
    if (this.#isBusy) return;
    const pressed = document.activeElement;
    this.#isBusy = true;
    element("card-errors").replaceChildren();
    this.#showState();
    try {
      await work();
      this.#isBusy = false;
      this.#showState();
    } catch (problem) {
      this.#isBusy = false;
      this.#showState();
      element("card-errors").replaceChildren(...explain(problem));
      // A button that was off has lost the focus.
      pressed.focus();
    }
  }

  #showState() {
    const isCardAsked = this.#paymentElement !== undefined;
    const isFilled = element("name").value.trim() !== "" && element("email").value.trim() !== "";
    element("details").hidden = isCardAsked;
    element("card").hidden = !isCardAsked;
    element("checkout-btn").hidden = isCardAsked;
    element("checkout-btn").disabled = this.#isBusy || !isFilled;
    element("submit").hidden = !isCardAsked;
    element("submit").disabled = this.#isBusy || !this.#isComplete;
    element("spinner").hidden = !(this.#isBusy && isCardAsked);
  }
}

/** A problem's message, and nothing else. */
export function explainPlainly(problem) {
  if (!(problem instanceof Problem)) console.error(problem);
  const message = problem instanceof Problem ? problem.message : "Something went wrong. Please try again.";
  return [make("div", { class: "card-error" }, message)];
}
