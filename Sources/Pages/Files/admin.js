// The desk, a little more comfortable; every page does all it can without this.

// A key that looks for something, as long as nobody is typing.
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select");
  const search = document.getElementById("q");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping || !search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

// One click is one form. The house does a form once anyway; nobody need wonder whether the click was seen.
const buttonsOf = (form) => form.querySelectorAll("button[type=submit]");
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    // After the browser has gathered the fields: a button that is dead sends nothing.
    setTimeout(() => buttonsOf(form).forEach((button) => { button.disabled = true; }));
  });
}
// Back on a page that the browser kept, its forms are alive again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[method=post]")) {
    buttonsOf(form).forEach((button) => { button.disabled = false; });
  }
});

// What the clock shows where the browser is.
const here = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
for (const time of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(time.dateTime);
  if (!Number.isNaN(moment.getTime())) time.title = `${here.format(moment)} where you are`;
}
