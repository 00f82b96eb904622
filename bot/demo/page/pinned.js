/** The bar of pinned messages under a phone's header: a tap goes to the message, the next tap to the one before. */

import { el } from "./elements.js";

/** `goTo(messageId)` is called with the message the bar shows. */
export class PinnedBar {
  constructor(goTo) {
    this.goTo = goTo;
    this.pins = [];
    this.current = null;
    this.text = el("span", { class: "pinned-text" });
    this.title = el("span", { class: "pinned-title" });
    this.node = el("button", { class: "pinned", type: "button", hidden: true }, this.title, this.text);
    this.node.addEventListener("click", () => this.press());
  }

  /** Shows the newest pinned message; ids of messages that are gone are ignored. */
  render(ids, messages) {
    const pinned = messages.filter((message) => ids.includes(message.message_id));
    if (pinned.length !== this.pins.length) this.current = null;
    this.pins = pinned;
    this.draw();
  }

  press() {
    const shown = this.shown();
    this.goTo(shown.message_id);
    const index = this.pins.indexOf(shown);
    this.current = this.pins.at(index - 1).message_id;
    this.draw();
  }

  shown() {
    return this.pins.find((message) => message.message_id === this.current) ?? this.pins.at(-1);
  }

  draw() {
    const shown = this.shown();
    this.node.hidden = !shown;
    if (!shown) return;
    const number = this.pins.length > 1 ? ` ${this.pins.indexOf(shown) + 1}/${this.pins.length}` : "";
    setText(this.title, `📌 고정된 메시지${number}`);
    setText(this.text, firstLines(shown));
  }
}

function firstLines(message) {
  const lines = (message.text ?? "").split("\n").filter((line) => line.trim());
  return lines.slice(0, 2).join(" · ") || (message.photo ? "사진" : "메시지");
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
