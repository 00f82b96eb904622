/** The line at the bottom of a phone: commands, photos, text field, send; above it what one replies to or changes. */

import { el } from "./elements.js";
import { Menu } from "./popups.js";

const MAX_HEIGHT_PX = 120;

/** `actions`: `send(text, replyTo)`, `sendPhotos(files, caption, replyTo)`, `edit(messageId, text)`: true once done. */
export class Composer {
  constructor(actions) {
    this.actions = actions;
    this.commands = [];
    this.replyTo = null;
    this.editing = null;
    this.quote = el("div", { class: "replying", hidden: true });
    this.field = el("textarea", { class: "compose", rows: "1", placeholder: "메시지", "aria-label": "메시지", autocomplete: "off" });
    this.menuButton = el("button", { class: "tool commands", type: "button", "aria-label": "명령어", title: "명령어" }, "☰");
    this.menu = new Menu(this.menuButton, "명령어", () => this.choices());
    this.sendButton = el("button", { class: "tool send", type: "button", "aria-label": "보내기", title: "보내기" }, "➤");
    this.node = this.frame();
    this.listen();
  }

  frame() {
    this.photo = el("input", { class: "photo", type: "file", accept: "image/*", multiple: true, "aria-label": "사진 보내기" });
    const picture = el("label", { class: "tool", title: "사진 보내기" }, this.photo, el("span", { "aria-hidden": "true" }, "📎"));
    const line = el("div", { class: "line" }, this.menuButton, picture, this.field, this.sendButton);
    return el("div", { class: "composer" }, this.menu.node, this.quote, line);
  }

  listen() {
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("input", () => this.onInput());
    this.sendButton.addEventListener("click", () => this.send());
    this.photo.addEventListener("change", () => this.sendPhotos());
  }

  /** The commands the menu lists: `[{command, description}]`. */
  setCommands(commands) {
    this.commands = commands;
    this.menuButton.hidden = commands.length === 0;
  }

  /** The next message replies to this one, or to none when null. */
  setReply(message) {
    this.editing = null;
    this.replyTo = message?.message_id ?? null;
    this.quote.hidden = message === null;
    this.quote.replaceChildren();
    if (message === null) return;
    const text = message.text || (message.photo ? "사진" : message.document?.name) || "메시지";
    const cancel = el("button", { class: "cancel-reply", type: "button", "aria-label": "답장 취소" }, "×");
    cancel.addEventListener("click", () => this.endReply());
    this.quote.append(el("span", { class: "reply-text" }, text), cancel);
    this.field.focus();
  }

  /** What is sent next takes the place of this message's text or caption. */
  setEdit(message) {
    this.setReply(message);
    this.replyTo = null;
    this.editing = message.message_id;
    this.setText(message.text);
  }

  endReply() {
    if (this.editing !== null) this.setText("");
    this.setReply(null);
    this.field.focus();
  }

  onKey(event) {
    // While Hangul is being composed Enter only ends the syllable (229: Safari reports it after the composition).
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && !event.shiftKey && !composing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && !composing) this.dismiss();
    else if (event.key === "ArrowDown" && !this.menu.node.hidden) {
      event.preventDefault();
      this.menu.enter();
    }
  }

  dismiss() {
    if (!this.menu.node.hidden) this.menu.close();
    else if (this.replyTo !== null || this.editing !== null) this.endReply();
  }

  onInput() {
    this.fit();
    const text = this.field.value;
    if (/^\/\S*$/.test(text)) this.menu.open(({ label }) => label.startsWith(text));
    else this.menu.close();
  }

  fit() {
    this.field.style.height = "auto";
    const border = this.field.offsetHeight - this.field.clientHeight;
    this.field.style.height = `${Math.min(this.field.scrollHeight + border, MAX_HEIGHT_PX)}px`;
  }

  choices() {
    return this.commands.map(({ command, description }) => ({
      label: `/${command}`,
      note: description,
      act: () => this.sendCommand(`/${command}`),
    }));
  }

  sendCommand(command) {
    // A half-typed command is what the list completes; any other draft stays.
    if (command.startsWith(this.field.value)) this.setText("");
    this.field.focus();
    return this.actions.send(command, null);
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    const replyTo = this.replyTo;
    const editing = this.editing;
    const quoted = [...this.quote.childNodes];
    this.menu.close();
    this.setText("");
    this.setReply(null);
    if (await (editing === null ? this.actions.send(text, replyTo) : this.actions.edit(editing, text))) return;
    this.restore(text, replyTo, quoted);
  }

  // What could not be sent comes back, in front of what was typed since.
  restore(text, replyTo, quoted) {
    this.setText(this.field.value ? `${text}\n${this.field.value}` : text);
    if (replyTo === null || this.replyTo !== null) return;
    this.replyTo = replyTo;
    this.quote.replaceChildren(...quoted);
    this.quote.hidden = false;
  }

  // What stands in the field goes along as the caption.
  async sendPhotos() {
    const files = [...this.photo.files];
    if (files.length === 0) return;
    const sent = await this.actions.sendPhotos(files, this.field.value.trim(), this.replyTo);
    // Emptied so that the same files can be chosen again.
    this.photo.value = "";
    if (!sent) return;
    this.setText("");
    this.setReply(null);
  }

  setText(text) {
    this.field.value = text;
    this.fit();
  }
}
