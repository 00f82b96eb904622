/** What lies over a phone for a while: toasts, alerts, small menus. */

import { el } from "./elements.js";

const TOAST_MS = 3000;

/** The toasts of one phone: near its top, for about three seconds, read out politely. */
export class Toasts {
  constructor() {
    this.node = el("div", { class: "toasts", role: "status", "aria-live": "polite" });
  }

  show(text) {
    const toast = el("div", { class: "toast" }, text);
    this.node.append(toast);
    setTimeout(() => toast.remove(), TOAST_MS);
  }
}

/** The alerts of one phone, one after the other; `behind` is unusable while one is open. */
export class Alerts {
  constructor(phone, behind) {
    this.phone = phone;
    this.behind = behind;
    this.node = el("div", { class: "alerts" });
    this.queue = [];
  }

  show(text) {
    this.queue.push(text);
    if (this.queue.length === 1) this.open();
  }

  open() {
    // Somebody typing in another phone keeps the focus.
    const ours = document.activeElement === document.body || this.phone.contains(document.activeElement);
    this.before = this.before ?? (ours ? document.activeElement : null);
    const ok = el("button", { class: "alert-ok", type: "button", onclick: () => this.close() }, "확인");
    const text = el("p", { class: "alert-text" }, this.queue[0]);
    const box = el("div", { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": "알림" }, text, ok);
    box.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.behind.inert = true;
    this.node.replaceChildren(box);
    if (ours) ok.focus();
  }

  close() {
    this.queue.shift();
    this.node.replaceChildren();
    if (this.queue.length) return this.open();
    this.behind.inert = false;
    if (this.before?.isConnected) this.before.focus({ preventScroll: true });
    this.before = null;
    return undefined;
  }
}

/** A list of choices that opens at `button`. `choices()` gives `[{label, note?, act}]` at the moment of opening. */
export class Menu {
  constructor(button, name, choices) {
    this.button = button;
    this.choices = choices;
    this.node = el("div", { class: "menu", role: "group", "aria-label": name, hidden: true });
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => (this.node.hidden ? this.open() : this.close()));
    document.addEventListener("pointerdown", (event) => this.closeFor(event.target));
    for (const part of [button, this.node]) part.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** Opens with the choices that `keep` accepts; with none of them it closes. */
  open(keep = () => true) {
    const items = this.choices().filter(keep);
    this.node.replaceChildren(...items.map((choice) => this.draw(choice)));
    this.setOpen(items.length > 0);
  }

  close() {
    this.setOpen(false);
  }

  /** Moves the focus into the open list. */
  enter() {
    this.node.querySelector("button")?.focus();
  }

  draw({ label, note, act }) {
    const item = el("button", { class: "choice", type: "button" }, el("span", { class: "choice-label" }, label));
    if (note) item.append(el("span", { class: "choice-note" }, note));
    item.addEventListener("click", () => {
      this.close();
      act();
    });
    return item;
  }

  closeFor(target) {
    if (!this.node.contains(target) && !this.button.contains(target)) this.close();
  }

  onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !this.node.hidden) {
      this.close();
      this.button.focus();
    } else if (step && !this.node.hidden) {
      event.preventDefault();
      this.step(step);
    }
  }

  step(by) {
    const items = [...this.node.querySelectorAll("button")];
    const next = items.indexOf(document.activeElement) + by;
    items[(next + items.length) % items.length]?.focus();
  }

  setOpen(open) {
    this.node.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }
}
