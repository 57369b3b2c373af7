// On every page: a click on the link to the page that one is on stays there, so that nothing typed is lost.

for (const link of document.querySelectorAll("nav a")) {
  link.addEventListener("click", (event) => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (isPlain && link.pathname === location.pathname) {
      event.preventDefault();
      scrollTo({ top: 0 });
    }
  });
}
