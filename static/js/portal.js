/* Conveniences. Every page works without this file.

   [data-focus]            takes the focus when the page opens (error summaries)
   [data-refresh="3"] id   asks for the page again every 3 seconds and replaces itself, until the
                           element that comes back has no data-refresh
   [data-copy="selector"]  a button that copies the text of an element */
"use strict";

document.querySelector("[data-focus]")?.focus();

function keepFresh(element) {
  const seconds = Number(element.dataset.refresh);
  if (!element.id || !(seconds > 0)) return;
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(element.id);
      if (!answer.ok || !fresh) return location.reload();
      if (!fresh.dataset.refresh) return location.reload();
      element.replaceWith(fresh);
      keepFresh(fresh);
    } catch {
      keepFresh(element);
    }
  }, seconds * 1000);
}
document.querySelectorAll("[data-refresh]").forEach(keepFresh);

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    button.textContent = button.dataset.copied || "✓";
  });
}
