// The pages work without this; with it, all steps of a proof open at once, and layers stay as they were chosen.
"use strict";

function openAround(id) {
  for (let node = document.getElementById(id); node; node = node.parentElement) {
    if (node instanceof HTMLDetailsElement) node.open = true;
  }
}

function followHash() {
  let id;
  try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  if (id) openAround(id);
}

for (const button of document.querySelectorAll("button[data-open]")) {
  const steps = [...document.querySelectorAll(".proof details")];
  button.hidden = steps.length < 2;
  button.addEventListener("click", () => {
    const open = steps.some((step) => !step.open);
    steps.forEach((step) => { step.open = open; });
    button.textContent = open ? button.dataset.close : button.dataset.open;
  });
}

for (const box of document.querySelectorAll('input[name="layer"]')) {
  const key = "layer." + box.value;
  try {
    const kept = localStorage.getItem(key);
    if (kept !== null) box.checked = kept === "1";
    box.addEventListener("change", () => localStorage.setItem(key, box.checked ? "1" : "0"));
  } catch { /* no storage: the choice lasts as long as the page */ }
}

addEventListener("beforeprint", () => {
  document.querySelectorAll(".proof details").forEach((step) => { step.open = true; });
});
addEventListener("hashchange", followHash);
followHash();
