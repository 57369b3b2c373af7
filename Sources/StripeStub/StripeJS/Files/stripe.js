// The stub's Stripe.js: the part of Stripe's own that a page with a Payment Element for cards needs, with Stripe's
// names and answers (Stripe, "Stripe.js reference"). The card's number is typed, kept and sent by a frame of the
// stub's origin, as Stripe's is; this script, which runs in the page, never sees it.

(() => {
  const home = new URL(document.currentScript.src).origin;
  let frames = 0;

  // What Stripe.js says, where it words things differently from the API.
  const wording = {
    card_declined: "Your card has been declined.",
    setup_intent_authentication_failure:
      "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
  };

  function worded(error) {
    // A bank that says why is quoted.
    const message = error.decline_code === "insufficient_funds" ? undefined : wording[error.code];
    return message ? { ...error, message } : error;
  }

  const unreachable = {
    type: "api_connection_error",
    message: "We are experiencing issues connecting to our payments provider. Please try again.",
  };

  /** A call with the publishable key; a simple request, so that the browser asks nothing before it (CORS). */
  async function call(method, path, parameters) {
    const form = new URLSearchParams(parameters);
    try {
      const isGet = method === "GET";
      const response = await fetch(`${home}${path}${isGet ? `?${form}` : ""}`, { method, body: isGet ? null : form });
      return await response.json();
    } catch {
      return { error: unreachable };
    }
  }

  const idOf = (clientSecret) => clientSecret.split("_secret_")[0];

  function makeFrame(name, title, page) {
    const frame = document.createElement("iframe");
    Object.assign(frame, { name, title, src: `${home}/v3/${page}#${encodeURIComponent(location.origin)}` });
    Object.assign(frame.style, { border: "0", display: "block", width: "100%" });
    return frame;
  }

  /** Hands what that frame says to `handle` until the function that it returns is called. */
  function listen(frame, handle) {
    const listener = ({ origin, source, data }) => {
      if (origin === home && source === frame.contentWindow) handle(data);
    };
    addEventListener("message", listener);
    return () => removeEventListener("message", listener);
  }

  class PaymentElement {
    #appearance;
    #frame;
    #ignore;
    #handlers = {};
    #answers = [];

    constructor(appearance) {
      this.#appearance = appearance;
    }

    on(event, handler) {
      (this.#handlers[event] ??= []).push(handler);
      return this;
    }

    mount(place) {
      const parent = typeof place === "string" ? document.querySelector(place) : place;
      if (!parent) throw new Error(`The selector you specified (${place}) applies to no DOM elements.`);
      frames += 1;
      this.#frame = makeFrame(`__privateStripeFrame${frames}`, "Secure payment input frame", "card-form.html");
      // The fields stand in line with the page's; the frame is wider, by the width of a focused field's outline.
      Object.assign(this.#frame.style, { height: "244px", margin: "-4px", width: "calc(100% + 8px)" });
      this.#ignore = listen(this.#frame, (message) => this.#hear(message));
      parent.replaceChildren(this.#frame);
    }

    unmount() {
      this.#ignore?.();
      this.#frame?.remove();
      this.#frame = undefined;
    }

    update() {}

    focus() {
      this.#say({ type: "focus" });
    }

    /** The frame's answer: a SetupIntent, or `{ error }`. */
    confirm(request) {
      if (!this.#frame) throw new Error("Elements should have a mounted Payment Element.");
      return new Promise((resolve) => {
        this.#answers.push(resolve);
        this.#say({ type: "confirm", ...request });
      });
    }

    #say(message) {
      this.#frame?.contentWindow.postMessage(message, home);
    }

    #hear({ type, ...details }) {
      switch (type) {
        case "loaded":
          this.#say({ type: "look", variables: this.#appearance?.variables ?? {} });
          break;
        case "height":
          this.#frame.style.height = `${details.pixels}px`;
          break;
        case "confirmed":
          this.#answers.shift()?.(details.answer);
          break;
        default:
          for (const handler of this.#handlers[type] ?? []) handler({ elementType: "payment", ...details });
      }
    }
  }

  class Elements {
    #appearance;
    #element;

    constructor({ clientSecret, appearance }) {
      this.clientSecret = clientSecret;
      this.#appearance = appearance;
    }

    create(type) {
      if (type !== "payment") throw new Error(`The stub's Stripe.js makes no ${type} element, only payment.`);
      this.#element = new PaymentElement(this.#appearance);
      return this.#element;
    }

    getElement(type) {
      return type === "payment" ? this.#element ?? null : null;
    }
  }

  /** Shows the bank's page over this one until it says how the cardholder fared: `passed` or `failed`. */
  async function challenge() {
    const overlay = document.createElement("div");
    overlay.setAttribute("role", "dialog");
    overlay.setAttribute("aria-modal", "true");
    overlay.setAttribute("aria-label", "Authentication with your bank");
    Object.assign(overlay.style, {
      position: "fixed", inset: "0", zIndex: "2147483647", display: "flex", alignItems: "center",
      justifyContent: "center", padding: "16px", background: "rgba(10, 10, 20, .6)",
    });
    // Where Stripe's challenge goes when it ends; named in the URL, as there, for whoever watches the traffic.
    const frame = makeFrame(
      "stripe-challenge-frame", "Authentication with your bank", "challenge.html?return=https://stripe.com/x");
    Object.assign(frame.style, {
      maxWidth: "440px", height: "480px", maxHeight: "100%", borderRadius: "12px", background: "#fff",
    });
    overlay.append(frame);
    const focused = document.activeElement;
    document.body.append(overlay);
    frame.focus();
    let ignore;
    const outcome = await new Promise((resolve) => {
      ignore = listen(frame, (message) => resolve(message.outcome));
    });
    ignore();
    overlay.remove();
    focused?.focus();
    return outcome;
  }

  class Stripe {
    #key;

    constructor(key) {
      this.#key = key;
    }

    elements(options) {
      return new Elements(options);
    }

    async retrieveSetupIntent(clientSecret) {
      const answer = await call("GET", `/v1/setup_intents/${idOf(clientSecret)}`, this.#keyed(clientSecret));
      return answer.error ? { error: worded(answer.error) } : { setupIntent: answer };
    }

    async confirmSetup({ elements, redirect = "always", confirmParams = {} }) {
      const { clientSecret } = elements;
      const answer = await elements.getElement("payment").confirm({
        parameters: this.#keyed(clientSecret),
        intent: idOf(clientSecret),
        billing: confirmParams.payment_method_data?.billing_details ?? {},
      });
      if (answer.error) return { error: worded(answer.error) };
      const result =
        answer.status === "requires_action" ? await this.handleNextAction({ clientSecret }) : { setupIntent: answer };
      if (result.error || redirect === "if_required") return result;
      const page = new URL(confirmParams.return_url);
      page.searchParams.set("setup_intent", result.setupIntent.id);
      page.searchParams.set("setup_intent_client_secret", clientSecret);
      page.searchParams.set("redirect_status", "succeeded");
      location.assign(page);
      return new Promise(() => {});
    }

    async handleNextAction({ clientSecret }) {
      const outcome = await challenge();
      const answer = await call("POST", "/v1/3ds2/challenge_complete", {
        ...this.#keyed(clientSecret), setup_intent: idOf(clientSecret), outcome,
      });
      const error = answer.error ?? answer.last_setup_error;
      return error ? { error: worded(error) } : { setupIntent: answer };
    }

    #keyed(clientSecret) {
      return { key: this.#key, client_secret: clientSecret };
    }
  }

  window.Stripe = (key) => {
    if (typeof key !== "string" || !key.startsWith("pk_")) {
      throw new Error("Missing value for Stripe(): apiKey should be a string that begins with pk_.");
    }
    return new Stripe(key);
  };
})();
