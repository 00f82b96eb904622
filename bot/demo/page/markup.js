/** Message HTML through an allow-list: the server escapes it already, this is the second lock. */

import { el, safeUrl } from "./elements.js";

const PLAIN = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "NOSCRIPT", "TITLE", "TEXTAREA"]);
const LINK_SCHEMES = ["http:", "https:", "tel:", "mailto:", "tg:"];

/** A fragment with the allowed formatting of `html`; any other tag leaves only its text, any attribute is dropped. */
export function formatted(html) {
  // What stands in a template is inert: nothing in it loads or runs while it is copied.
  const template = document.createElement("template");
  template.innerHTML = html;
  return copyChildren(template.content, document.createDocumentFragment());
}

function copyChildren(source, target) {
  for (const child of source.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) target.append(child.data);
    else if (child.nodeType === Node.ELEMENT_NODE && !DROPPED.has(child.tagName)) copyElement(child, target);
  }
  return target;
}

function copyElement(source, target) {
  const copy = allowedCopy(source);
  copyChildren(source, copy ?? target);
  if (copy) target.append(copy);
}

function allowedCopy(source) {
  if (PLAIN.has(source.tagName)) return el(source.tagName);
  if (source.tagName === "A") return link(source.getAttribute("href"));
  if (source.tagName === "SPAN" && source.classList.contains("tg-spoiler")) return spoiler();
  return null;
}

function link(address) {
  const href = address ? safeUrl(address, LINK_SCHEMES) : null;
  return href && el("a", { href, target: "_blank", rel: "noopener noreferrer" });
}

function spoiler() {
  const node = el("span", { class: "tg-spoiler", role: "button", tabindex: "0", "aria-label": "가려진 글 보기" });
  const reveal = () => {
    node.classList.add("revealed");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => event.key === "Enter" && reveal());
  return node;
}
