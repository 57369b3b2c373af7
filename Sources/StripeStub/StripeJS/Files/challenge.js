// Inside the bank's page and its inner frame: says outwards which button was clicked.

// The inner frame's page is the outer one, of the same origin; the outer one's is named in the URL.
const page = location.hash ? decodeURIComponent(location.hash.slice(1)) : location.origin;
const report = (outcome) => parent.postMessage({ outcome }, page);

document.getElementById("test-source-authorize-3ds").addEventListener("click", () => report("passed"));
document.getElementById("test-source-fail-3ds").addEventListener("click", () => report("failed"));

addEventListener("message", ({ origin, source, data }) => {
  if (origin === location.origin && source === document.querySelector("iframe")?.contentWindow) report(data.outcome);
});
