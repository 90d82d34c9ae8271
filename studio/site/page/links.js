"use strict";
/* Addresses in the page's address (#act/clip, #act/clip@seconds), what can be copied, and the switch of colours. */

/** The film's time that an address means, in seconds; undefined where no clip has it. */
function timeOf(hash) {
  const [, address, seconds] = /^#?([^@]*)(?:@(\d+(?:\.\d+)?))?$/.exec(decoded(hash)) ?? [];
  const chapter =
    chapters.find((one) => one.address === address) ?? chapters.find((one) => one.address.split("/")[0] === address);
  return chapter && Math.min(chapter.start + Number(seconds ?? 0), chapter.end);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** The page's address with this moment in it. */
function addressNow() {
  const time = position();
  const chapter = chapterAt(time);
  const at = Math.round((time - chapter.start) * 10) / 10;
  const address = new URL(location.href);
  address.hash = at > 0 ? `${chapter.address}@${at}` : chapter.address;
  return address.href;
}

/** Goes where the page's address says; the film rests there. */
function arrive() {
  if (location.hash.length < 2 || $(location.hash.slice(1))) return;
  const time = timeOf(location.hash);
  if (time === undefined) say(`No clip has the address ${decoded(location.hash.slice(1))}.`);
  else seek(time);
}

/** Copies a text, or one that is still on its way: browsers want to be asked at once, within the click. */
async function copy(text, what) {
  try {
    const plain = Promise.resolve(text).then((arrived) => new Blob([arrived], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": plain })]);
  } catch {
    const area = document.createElement("textarea"); // where the clipboard may not be written: an unencrypted server
    area.value = text = await text;
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    focused?.focus();
    if (!done) return say(`Copying is not allowed here: ${text}`);
  }
  say(`${what} copied`);
}

/**
 * The code with full addresses when the page is on a server; on a disk they begin at the page's folder. Its captions
 * come along in the code: browsers show a page the films of another server, but no captions from there.
 */
async function embedCode(button) {
  const code = button.dataset.embed;
  if (location.protocol === "file:") return code;
  const [captions] = /clips\/[^"]+\.vtt/.exec(code);
  const answer = await fetch(captions);
  const inside = answer.ok ? code.replace(captions, `data:text/vtt,${encodeURIComponent(await answer.text())}`) : code;
  return inside.replaceAll('"clips/', `"${new URL("clips/", location.href).href}`);
}

function onClick(event) {
  const link = event.target.closest('a[href^="#"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const time = timeOf(link.getAttribute("href"));
  if (time === undefined) return;
  event.preventDefault();
  history.replaceState(null, "", link.getAttribute("href"));
  const first = !begun;
  seek(time);
  if (first || "play" in link.dataset) play();
  if ("play" in link.dataset) {
    player.scrollIntoView({ block: "nearest" });
    player.focus({ preventScroll: true });
  }
}

const dark = () => getComputedStyle(document.documentElement).colorScheme === "dark" ||
  (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);

function setUpTheme() {
  const button = $("theme");
  const show = () => button.setAttribute("aria-checked", dark());
  button.hidden = false;
  show();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    memory.set("theme", document.documentElement.dataset.theme);
    show();
  });
}

document.addEventListener("click", onClick);
window.addEventListener("hashchange", arrive);
$("link").addEventListener("click", () => copy(addressNow(), "Link"));
for (const button of document.querySelectorAll(".copy")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copy(embedCode(button), "Embed code");
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 2000);
  });
}
/* A formula that is wider than its place can be scrolled by its keys, too. */
function reachWideFormulas() {
  for (const formula of document.querySelectorAll("math")) {
    if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
    else formula.removeAttribute("tabindex");
  }
}

setUpTheme();
arrive();
reachWideFormulas();
window.addEventListener("resize", reachWideFormulas);
document.addEventListener("toggle", reachWideFormulas, true); // details that open
