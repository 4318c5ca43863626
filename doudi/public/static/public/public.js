// Letter size, printing, reading aloud. Nothing of who reads or what was typed is kept: only the size.
(() => {
  "use strict";
  const root = document.documentElement;
  const choose = (size) => {
    root.dataset.size = size;
    for (const button of document.querySelectorAll("[data-size]")) {
      if (button !== root) button.setAttribute("aria-pressed", String(button.dataset.size === size));
    }
  };
  try {
    const kept = localStorage.getItem("public-size");
    if (kept) choose(kept);
  } catch (refused) { /* a browser that keeps nothing */ }
  let speaking = null;
  const speak = (button) => {
    const voice = window.speechSynthesis;
    if (speaking) { voice.cancel(); return; }
    const words = new SpeechSynthesisUtterance(document.querySelector(button.dataset.speak).innerText);
    words.lang = "zh-CN";
    words.rate = 0.9;
    speaking = button;
    button.textContent = "停止朗读";
    words.onend = words.onerror = () => { button.textContent = "朗读"; speaking = null; };
    voice.speak(words);
  };
  for (const button of document.querySelectorAll("[data-speak]")) button.hidden = !("speechSynthesis" in window);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.size) {
      choose(button.dataset.size);
      try { localStorage.setItem("public-size", button.dataset.size); } catch (refused) { /* as above */ }
    } else if ("print" in button.dataset) window.print();
    else if (button.dataset.speak) speak(button);
  });
  const wrong = document.querySelector(".error-summary");
  if (wrong) { wrong.tabIndex = -1; wrong.focus(); }
})();
