// Inside the stub's frame: a card's fields. The number goes from here to the stub, and to nobody else.

const page = decodeURIComponent(location.hash.slice(1));
const say = (message) => parent.postMessage(message, page);
const field = (id) => document.getElementById(id);
const digits = (text) => text.replace(/\D/g, "");

// How long Stripe takes to ask a bank. A page that shows that it is waiting is to be seen doing so.
const bankMilliseconds = 900;

function passesLuhn(number) {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const value = index % 2 ? Number(digit) * 2 : Number(digit);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

const isAmex = (number) => /^3[47]/.test(number);

function expiryProblem(text) {
  if (text.length < 4) return "Your card's expiration date is incomplete.";
  const [month, year] = [Number(text.slice(0, 2)), 2000 + Number(text.slice(2))];
  if (month < 1 || month > 12) return "Your card's expiration date is invalid.";
  const today = new Date();
  const isPast = year * 12 + month < today.getFullYear() * 12 + today.getMonth() + 1;
  return isPast ? "Your card's expiration year is in the past." : null;
}

// A field's value as it is shown, and what is wrong with it; in the order of the form.
const rules = {
  number: {
    show(number) {
      return (isAmex(number) ? number.match(/^(.{4})(.{0,6})(.{0,5})/)?.slice(1) : number.match(/.{1,4}/g))
        ?.filter(Boolean).join(" ") ?? number;
    },
    digitsMax: (number) => (isAmex(number) ? 15 : 16),
    problem(number) {
      if (number.length < rules.number.digitsMax(number)) return "Your card number is incomplete.";
      return passesLuhn(number) ? null : "Your card number is invalid.";
    },
  },
  expiry: {
    show: (text) => (text.length > 2 ? `${text.slice(0, 2)} / ${text.slice(2)}` : text),
    digitsMax: () => 4,
    problem: expiryProblem,
  },
  cvc: {
    show: (text) => text,
    digitsMax: () => 4,
    problem(text) {
      const wanted = isAmex(digits(field("number").value)) ? 4 : 3;
      return text.length < wanted ? "Your card's security code is incomplete." : null;
    },
  },
};

function problem(id) {
  if (id !== "postal-code") return rules[id].problem(digits(field(id).value));
  if (field("postal").hidden) return null;
  const text = field(id).value.trim();
  if (field("country").value === "US") return digits(text).length < 5 ? "Your ZIP is invalid." : null;
  return text === "" ? "Your postal code is incomplete." : null;
}

const ids = [...Object.keys(rules), "postal-code"];

let told;

/** Says what has changed, if anything that the page minds has. */
function tell() {
  const state = { complete: ids.every((id) => !problem(id)), empty: ids.every((id) => !field(id).value) };
  if (told?.complete === state.complete && told.empty === state.empty) return;
  told = state;
  say({ type: "change", ...state });
}

function tellHeight() {
  say({ type: "height", pixels: Math.ceil(document.querySelector("form").getBoundingClientRect().height) });
}

function showProblem(id, text) {
  const place = field(`${id}-error`);
  if (place.textContent === (text ?? "")) return;
  place.textContent = text ?? "";
  field(id).setAttribute("aria-invalid", String(Boolean(text)));
  tellHeight();
}

/** Groups the digits and leaves the cursor behind the digit that it was behind. */
function regroup(input, { show, digitsMax }) {
  const before = digits(input.value.slice(0, input.selectionStart)).length;
  const all = digits(input.value);
  const shown = show(all.slice(0, digitsMax(all)));
  if (shown === input.value) return;
  input.value = shown;
  let [position, seen] = [0, 0];
  while (position < shown.length && seen < before) seen += /\d/.test(shown[position++]) ? 1 : 0;
  input.setSelectionRange(position, position);
}

for (const id of ids) {
  field(id).addEventListener("input", () => {
    if (rules[id]) regroup(field(id), rules[id]);
    showProblem(id, null);
    tell();
  });
  field(id).addEventListener("blur", () => {
    if (field(id).value) showProblem(id, problem(id));
  });
}

// Few countries' banks check a postal code: Stripe asks for it in these.
field("country").addEventListener("change", ({ target: { value } }) => {
  field("postal").hidden = !["US", "CA", "GB"].includes(value);
  field("postal-label").textContent = value === "US" ? "ZIP" : "Postal code";
  field("postal-code").placeholder = value === "US" ? "12345" : "";
  showProblem("postal-code", null);
  tell();
});

async function confirm({ parameters, intent, billing }) {
  for (const id of ids) showProblem(id, problem(id));
  const wrong = ids.find((id) => problem(id));
  if (wrong) return { error: { type: "validation_error", message: problem(wrong) } };
  const expiry = digits(field("expiry").value);
  const form = new URLSearchParams({ ...parameters, use_stripe_sdk: "true" });
  const data = {
    "[type]": "card",
    "[card][number]": digits(field("number").value),
    "[card][exp_month]": expiry.slice(0, 2),
    "[card][exp_year]": expiry.slice(2),
    "[card][cvc]": field("cvc").value,
    "[billing_details][address][country]": field("country").value,
    "[billing_details][address][postal_code]": field("postal").hidden ? "" : field("postal-code").value,
    "[billing_details][name]": billing.name,
    "[billing_details][email]": billing.email,
  };
  for (const [name, value] of Object.entries(data)) {
    if (value) form.set(`payment_method_data${name}`, value);
  }
  const asked = fetch(`/v1/setup_intents/${intent}/confirm`, { method: "POST", body: form });
  const pause = new Promise((resolve) => setTimeout(resolve, bankMilliseconds));
  const [response] = await Promise.all([asked, pause]);
  return response.json();
}

const look = {
  colorPrimary: "--primary", colorText: "--text", colorBackground: "--background", colorDanger: "--danger",
  borderRadius: "--radius", fontSizeBase: "--size",
};

addEventListener("message", async ({ origin, source, data }) => {
  if (origin !== page || source !== parent) return;
  if (data.type === "focus") field("number").focus();
  if (data.type === "look") {
    for (const [name, value] of Object.entries(data.variables)) {
      if (look[name]) document.documentElement.style.setProperty(look[name], value);
    }
    tellHeight();
    say({ type: "ready" });
  }
  if (data.type === "confirm") {
    const unreachable = { error: { type: "api_connection_error", message: "The stub cannot be reached." } };
    say({ type: "confirmed", answer: await confirm(data).catch(() => unreachable) });
  }
});

addEventListener("resize", tellHeight);
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
say({ type: "loaded" });
