// Between the pages and the server: one call, one answer, and a message that a person can read.

/** What went wrong, as a sentence for the person at the page. */
export class Problem extends Error {
  /**
   * @param {string} message
   * @param {string} code the server's, or `unreachable`
   * @param {object} body the server's whole answer
   */
  constructor(message, code, body = {}) {
    super(message);
    this.code = code;
    this.body = body;
  }
}

/** @throws {Problem} for everything but an answer of 2xx. */
async function call(path, options) {
  let response;
  let body;
  try {
    response = await fetch(path, options);
    body = await response.json();
  } catch {
    throw new Problem("The shop cannot be reached. Check your connection and try again.", "unreachable");
  }
  if (response.ok) return body;
  const { message = "Something went wrong. Please try again.", code = "unknown" } = body.error ?? {};
  throw new Problem(message, code, body);
}

export const get = (path) => call(path);

export const post = (path, body) =>
  call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

export const element = (id) => document.getElementById(id);

/** A new element, with a text or with children. */
export function make(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
