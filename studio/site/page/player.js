"use strict";
/* The player: a native <video> with buttons, keys and captions of its own. The film is loaded when it is asked for. */

const $ = (id) => document.getElementById(id);
const video = $("video");
const player = $("player");
const DURATION = Number(video.dataset.duration);
const STEP = 5; // seconds, for the arrow keys
const SPEEDS = [...$("speed").options].map((option) => Number(option.value));
const chapters = [...document.querySelectorAll(".said")].map((section) => ({
  address: section.dataset.address,
  title: section.querySelector("h3").textContent,
  start: Number(section.dataset.start),
  end: Number(section.dataset.end),
}));

/** Where the film is, or will be once it is loaded. */
let wanted = 0;
let begun = false;

const position = () => (video.readyState > 0 ? video.currentTime : wanted);

/** The last of some things, sorted by start, that has begun at a time; -1 before the first. */
function lastBegun(things, time) {
  let low = 0;
  let high = things.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (things[middle].start <= time + 0.001) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const chapterAt = (time) => chapters[Math.max(0, lastBegun(chapters, time))];

function clock(seconds) {
  const whole = Math.floor(seconds);
  const minutes = Math.floor(whole / 60);
  const two = (number) => String(number).padStart(2, "0");
  return minutes < 60
    ? `${minutes}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** Says something to everybody: on the picture for a moment, and to screen readers. */
function say(text) {
  $("status").textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => ($("status").textContent = ""), 4000);
}

function begin() {
  if (begun) return;
  begun = true;
  $("begin").hidden = true;
  if (video.readyState === 0) {
    video.preload = "auto";
    video.load();
  }
}

/** Goes to a time in seconds; the film goes on playing, or rests, as before. */
function seek(time) {
  wanted = Math.min(Math.max(time, 0), DURATION);
  begin();
  if (video.readyState > 0) move();
  show();
}

/** Brings the loaded film to where it is wanted. */
function move() {
  if (wanted === 0 || movable()) video.currentTime = wanted;
  else loadWhole();
}

const movable = () => video.seekable.length > 0 && video.seekable.end(video.seekable.length - 1) > DURATION - 1;

/* Servers that send no parts of files, Python's own among them, leave a film where it is: then all of it is fetched. */
async function loadWhole() {
  if (loadWhole.begun || !location.protocol.startsWith("http")) return;
  loadWhole.begun = true;
  say("This server sends no parts of files, so the whole film is loaded first.");
  const playing = !video.paused;
  try {
    const answer = await fetch(video.currentSrc);
    video.src = URL.createObjectURL(await answer.blob());
    if (playing) play();
  } catch {
    say("The film cannot be loaded.");
  }
}

function play() {
  begin();
  video.play().catch((error) => {
    if (error.name !== "AbortError") say(`The film cannot be played: ${error.message}`);
  });
}

function toggle() {
  if (video.paused) play();
  else video.pause();
}

/** Goes so many chapters on; one back is first this chapter's beginning. */
function skip(steps) {
  const here = chapters.indexOf(chapterAt(position()));
  const late = position() - chapters[here].start > 2;
  const next = steps < 0 && late ? here : Math.min(Math.max(here + steps, 0), chapters.length - 1);
  seek(chapters[next].start);
  say(chapters[next].title);
}

function setSpeed(speed) {
  video.defaultPlaybackRate = video.playbackRate = speed;
  $("speed").value = String(speed);
  memory.set("speed", speed);
}

function changeSpeed(steps) {
  const place = Math.min(Math.max(SPEEDS.indexOf(video.playbackRate) + steps, 0), SPEEDS.length - 1);
  setSpeed(SPEEDS[place]);
  say(`Speed ${SPEEDS[place]}`);
}

/* Captions are drawn by the browser. They are made from the transcript, since a page on a disk may not load a file. */
const captions = video.addTextTrack("captions", "English", "en");

function fillCaptions() {
  captions.mode = "hidden";
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  for (const line of document.querySelectorAll(".cue"))
    captions.addCue(new VTTCue(Number(line.dataset.start), Number(line.dataset.end), escaped(line.textContent)));
}

function setCaptions(on) {
  captions.mode = on ? "showing" : "hidden";
  $("captions").setAttribute("aria-pressed", on);
  memory.set("captions", on);
}

function toggleCaptions() {
  const on = captions.mode !== "showing";
  setCaptions(on);
  say(on ? "Captions on" : "Captions off");
}

/* The voice: how loud, and whether it is heard, is remembered. A silent film has no control for it. */
const speaks = $("mute") !== null;

function setVolume(volume, muted) {
  video.volume = Math.min(Math.max(volume, 0), 1);
  video.muted = muted;
  const silent = muted || video.volume === 0;
  $("mute").setAttribute("aria-pressed", silent);
  $("volume").value = silent ? 0 : video.volume;
  memory.set("volume", video.volume);
  memory.set("muted", muted);
}

function toggleVoice() {
  if (!speaks) return;
  const silent = video.muted || video.volume === 0;
  setVolume(video.volume || 1, !silent);
  say(silent ? "Voice on" : "Voice off");
}

function changeVolume(steps) {
  if (!speaks) return;
  const volume = Math.min(Math.max((video.muted ? 0 : video.volume) + steps / 10, 0), 1);
  setVolume(volume, false);
  say(`Volume ${Math.round(100 * volume)} %`);
}

function recallVolume() {
  if (!speaks) return;
  const known = memory.get("volume");
  const volume = Number(known);
  setVolume(known !== null && volume >= 0 && volume <= 1 ? volume : 1, memory.get("muted") === "true");
  $("mute").addEventListener("click", toggleVoice);
  $("volume").addEventListener("input", () => setVolume(Number($("volume").value), false));
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (player.requestFullscreen) player.requestFullscreen();
  else if (video.webkitEnterFullscreen) video.webkitEnterFullscreen(); // telephones show the film alone
}

/** Brings the bar up to date. */
function show() {
  const time = position();
  const chapter = chapterAt(time);
  $("seek").value = time;
  $("seek").style.setProperty("--part", time / DURATION);
  $("seek").setAttribute("aria-valuetext", `${clock(time)} of ${clock(DURATION)}, ${chapter.title}`);
  $("now").textContent = clock(time);
  $("here").textContent = chapter.title;
  $("play").setAttribute("aria-label", video.paused ? "Play" : "Pause");
  player.classList.toggle("playing", !video.paused);
  document.dispatchEvent(new CustomEvent("moved", { detail: time }));
}

const KEYS = {
  " ": toggle,
  ArrowLeft: () => seek(position() - STEP),
  ArrowRight: () => seek(position() + STEP),
  PageUp: () => skip(-1),
  PageDown: () => skip(1),
  Home: () => seek(0),
  End: () => seek(DURATION),
  "[": () => changeSpeed(-1),
  "]": () => changeSpeed(1),
  c: toggleCaptions,
  m: toggleVoice,
  ArrowUp: () => changeVolume(1),
  ArrowDown: () => changeVolume(-1),
  f: fullScreen,
};
for (let tenth = 0; tenth < 10; tenth++) KEYS[tenth] = () => seek((DURATION * tenth) / 10);

/* Keys act while the player has the focus; those that every player knows, while nothing has it, too. */
function onKey(event) {
  const nowhere = event.target === document.body && [" ", "ArrowLeft", "ArrowRight"].includes(event.key);
  if (event.ctrlKey || event.altKey || event.metaKey || !(nowhere || player.contains(event.target))) return;
  if (event.target.id === "volume" && ["Home", "End"].includes(event.key)) return;
  if (event.target.id === "volume" && event.key.startsWith("Arrow")) return;
  if (event.target.matches("select") || (event.key === " " && event.target.matches("button"))) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function start() {
  video.controls = false;
  $("bar").hidden = $("begin").hidden = false;
  for (const mark of document.querySelectorAll(".marks i")) mark.style.left = `${(100 * mark.dataset.start) / DURATION}%`;
  fillCaptions();
  setCaptions(memory.get("captions") !== "false");
  const speed = Number(memory.get("speed"));
  setSpeed(SPEEDS.includes(speed) ? speed : 1);
  recallVolume();

  $("begin").addEventListener("click", () => {
    play();
    player.focus();
  });
  $("play").addEventListener("click", toggle);
  $("captions").addEventListener("click", toggleCaptions);
  $("full").addEventListener("click", fullScreen);
  $("speed").addEventListener("change", () => setSpeed(Number($("speed").value)));
  $("seek").addEventListener("input", () => seek(Number($("seek").value)));
  video.addEventListener("click", () => {
    toggle();
    player.focus();
  });
  document.addEventListener("keydown", onKey);
  video.addEventListener("loadedmetadata", move);
  for (const event of ["timeupdate", "seeking", "play", "pause", "ended"]) video.addEventListener(event, show);
  video.addEventListener("play", begin);
  video.querySelector("source").addEventListener("error", () => say("The film cannot be loaded."));
  show();
}

start();
