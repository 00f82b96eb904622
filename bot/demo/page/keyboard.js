/** Inline keyboards: rows of keys below a bubble. */

import { el } from "./elements.js";

/** The rows of `keyboard` as a list of elements; `press(key, button)` is called when one is pressed. */
export function drawKeyboard(keyboard, press) {
  return keyboard.map((row) => el("div", { class: "row", "data-size": row.length }, ...row.map((key) => drawKey(key, press))));
}

function drawKey(key, press) {
  const attributes = {
    class: "key",
    type: "button",
    "data-kind": key.kind,
    "data-style": key.style ?? "neutral",
    "data-value": key.value ?? "",
    // Signs and numbers: drawn larger, for a thumb has to find them.
    "data-short": /^[^\p{L}]{1,2}$/u.test(key.text),
    // The mark is drawn by the style sheet so that the label stays exact; a label that has its own arrow needs none.
    "data-mark": !key.text.includes("↗"),
  };
  const button = el("button", attributes, el("span", { class: "label" }, key.text));
  button.addEventListener("click", () => press(key, button));
  return button;
}

/** Draws a message's keyboard anew; the focus stays on the same key, or on the message when that key is gone. */
export function redrawKeyboard(container, keyboard, press) {
  const focused = container.contains(document.activeElement) ? document.activeElement : null;
  const same = (button) => button.dataset.value === focused.dataset.value && button.textContent === focused.textContent;
  container.replaceChildren(...drawKeyboard(keyboard, press));
  if (!focused) return;
  // Never the key that took its place: a second Enter must not press something the person has not read.
  const target = [...container.querySelectorAll(".key")].find(same) ?? container.closest(".message");
  target.focus({ preventScroll: true });
}
