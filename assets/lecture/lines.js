// A clip that stops at each line of its narration: every fragment of its slide is one line more.
(() => {
  "use strict";

  const EARLY = 0.001; // seconds: the last picture before a line begins
  const onlooker = /receiver/i.test(window.location.search); // a small picture in the speaker's window
  let halt = Infinity; // seconds at which the video that plays has to stop
  let playing = null;

  const videoOf = (slide) => (slide ? slide.querySelector("video[data-lines]") : null);
  const startsOf = (video) => JSON.parse(video.dataset.lines);
  const shownLines = (slide) => slide.querySelectorAll(".fragment.visible").length;

  function whenReady(video, act) {
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA) act();
    else video.addEventListener("loadedmetadata", act, { once: true });
  }

  function stopInTime() {
    if (!playing || playing.currentTime < halt - 0.02) return;
    const video = playing;
    playing = null;
    video.pause();
    video.currentTime = halt - EARLY;
  }

  function watch() {
    stopInTime();
    if (playing) requestAnimationFrame(watch);
  }

  // Play a line from its beginning, or show how it ends.
  function go(slide, { play }) {
    const video = videoOf(slide);
    if (!video) return;
    whenReady(video, () => {
      const starts = startsOf(video);
      const line = shownLines(slide);
      const end = line + 1 < starts.length ? starts[line + 1] : video.duration;
      playing = null;
      if (!play || onlooker) {
        video.pause();
        video.currentTime = end - EARLY;
        return;
      }
      if (Math.abs(video.currentTime - starts[line]) > 2 * EARLY) video.currentTime = starts[line];
      halt = end;
      playing = video;
      video.ontimeupdate = stopInTime; // also in a window that is hidden, where no frames are asked for
      video.play().catch((error) => {
        if (error.name === "NotAllowedError") onceAsked(video);
      });
      requestAnimationFrame(watch);
    });
  }

  // Browsers refuse to play sound before the first key or click: a clip that speaks waits for that with a sign on it,
  // and that key or click does nothing else. A silent one plays at once.
  function onceAsked(video) {
    if (!("speaks" in video.dataset)) {
      video.muted = true;
      video.play().catch(() => {});
      return;
    }
    const slide = video.closest("section");
    const stop = new AbortController();
    const begin = (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      stop.abort();
      slide.classList.remove("waits");
      if (Reveal.getCurrentSlide() !== slide) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      video.play().catch(() => {});
      playing = video;
      requestAnimationFrame(watch);
    };
    slide.classList.add("waits");
    for (const kind of ["keydown", "pointerdown"])
      window.addEventListener(kind, begin, { capture: true, signal: stop.signal });
  }

  function leave(slide) {
    const video = videoOf(slide);
    if (video) video.pause();
  }

  function toggleSound() {
    for (const video of document.querySelectorAll("video[data-speaks]")) video.muted = !video.muted;
  }

  function toggleCaptions() {
    for (const track of document.querySelectorAll("video[data-lines] track")) {
      track.track.mode = track.track.mode === "showing" ? "hidden" : "showing";
    }
  }

  // While the screen is black, nothing plays on behind it.
  let halted = null;
  function rest() {
    halted = playing;
    playing = null;
    leave(Reveal.getCurrentSlide());
  }

  function goOn() {
    if (!halted || videoOf(Reveal.getCurrentSlide()) !== halted) return;
    playing = halted;
    playing.play().catch(() => {});
    requestAnimationFrame(watch);
  }

  Reveal.on("paused", rest);
  Reveal.on("resumed", goOn);
  Reveal.on("ready", ({ currentSlide }) => {
    if (!Reveal.isPrintView()) go(currentSlide, { play: shownLines(currentSlide) === 0 }); // on paper there are stills
  });
  Reveal.on("slidechanged", ({ previousSlide, currentSlide }) => {
    leave(previousSlide);
    go(currentSlide, { play: shownLines(currentSlide) === 0 });
  });
  Reveal.on("fragmentshown", ({ fragment }) => go(fragment.closest("section"), { play: true }));
  Reveal.on("fragmenthidden", ({ fragment }) => go(fragment.closest("section"), { play: false }));

  Reveal.initialize({
    width: 1920,
    height: 1080,
    margin: 0,
    center: false,
    controls: false,
    hash: true,
    transition: "none",
    pdfSeparateFragments: false,
    plugins: [RevealNotes],
  });
  Reveal.addKeyBinding({ keyCode: 67, key: "C", description: "Captions" }, toggleCaptions);
  Reveal.addKeyBinding({ keyCode: 77, key: "M", description: "Voice on, off" }, toggleSound);
})();
