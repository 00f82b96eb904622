/** Copying a text for the person. */

import { el } from "./elements.js";

/** True once `text` is in the clipboard. */
export async function copyText(text) {
  // Browsers offer the clipboard only to secure pages; selecting and copying works on the others.
  if (!navigator.clipboard) return copySelected(text);
  return navigator.clipboard.writeText(text).then(() => true, () => copySelected(text));
}

function copySelected(text) {
  const before = document.activeElement;
  const field = el("textarea", { class: "spoken", readonly: true });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  return done;
}
