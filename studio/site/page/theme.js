"use strict";
/* Runs before the page is drawn: the colours that were chosen here last, else those of the system. */

/** What this page remembers between visits; where that is forbidden, nothing. */
const memory = {
  get(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(name, value);
    } catch {
      /* a private window, or storage is switched off */
    }
  },
};

{
  const chosen = memory.get("theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
}
