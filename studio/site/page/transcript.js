"use strict";
/* Beside the film: the transcript, which follows it, and its chapters; each line and each chapter goes there. */

const lines = [...document.querySelectorAll(".cue")].map((element) => ({ element, start: Number(element.dataset.start) }));
const places = [...document.querySelectorAll("#chapters a")].map((element) => ({
  element,
  start: Number(element.dataset.start),
}));
const panels = [$("transcript"), $("chapters")];
const tabs = [$("tab-transcript"), $("tab-chapters")];

/** Marks the one that is shown now, and makes it the panel's tab stop; returns it when it is another than before. */
function mark(things, time) {
  const now = things[Math.max(0, lastBegun(things, time))]?.element;
  const before = things.marked;
  if (now === before) return null;
  before?.removeAttribute("aria-current");
  now.setAttribute("aria-current", "true");
  if (!now.closest(".panel").contains(document.activeElement)) stop(now);
  things.marked = now;
  return now;
}

/** Makes one link the only one of its panel that the tab key stops at; arrow keys go on from there. */
function stop(link) {
  for (const other of link.closest(".panel").querySelectorAll("a")) other.tabIndex = other === link ? 0 : -1;
}

/** Scrolls the panel, and never the page, unless somebody is reading elsewhere in it. */
function bringIntoView(element) {
  const panel = element.closest(".panel");
  if (panel.hidden || panel.matches(":hover") || panel.contains(document.activeElement)) return;
  const offset = element.getBoundingClientRect().top - panel.getBoundingClientRect().top;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  panel.scrollBy({ top: offset - panel.clientHeight / 3, behavior: calm ? "instant" : "smooth" });
}

function follow(time) {
  for (const things of [lines, places]) {
    const moved = mark(things, time);
    if (moved) bringIntoView(moved);
  }
}

/** Up, down, home and end among the links of a panel. */
function onArrow(event) {
  const links = [...event.currentTarget.querySelectorAll("a")];
  const here = links.indexOf(document.activeElement);
  const last = links.length - 1;
  const to = { ArrowDown: Math.min(here + 1, last), ArrowUp: Math.max(here - 1, 0), Home: 0, End: last }[event.key];
  if (here < 0 || to === undefined) return;
  event.preventDefault();
  stop(links[to]);
  links[to].focus();
}

function choose(tab) {
  tabs.forEach((other, place) => {
    const chosen = other === tab;
    other.setAttribute("aria-selected", chosen);
    other.tabIndex = chosen ? 0 : -1;
    panels[place].hidden = !chosen;
  });
  const now = (tab === tabs[0] ? lines : places).marked;
  if (now) bringIntoView(now);
}

document.querySelector(".tabs").hidden = false;
panels.forEach((panel, place) => {
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", tabs[place].id);
  panel.addEventListener("keydown", onArrow);
  tabs[place].addEventListener("click", () => choose(tabs[place]));
  tabs[place].addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    choose(tabs[1 - place]);
    tabs[1 - place].focus();
  });
});
for (const things of [lines, places]) if (things.length) stop(things[0].element);
choose(tabs[0]);
document.addEventListener("moved", (event) => follow(event.detail));
follow(position());
