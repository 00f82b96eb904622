/** One message: its bubble and its keyboard, redrawn part by part so that what did not change is never touched. */

import { el, safeUrl } from "./elements.js";
import { redrawKeyboard } from "./keyboard.js";
import { formatted } from "./markup.js";

const HOLD_MS = 450;
const CLOCK = new Intl.DateTimeFormat("ko-KR", { timeZone: "Asia/Seoul", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** A message on the screen. `actions`: `press(message, key, button)`, `reply(message)`, `edit(message)`, `goTo(messageId)`. */
export class Bubble {
  constructor(message, actions) {
    this.actions = actions;
    this.parts = Object.fromEntries(["quote", "media", "body", "meta", "keyboard"].map((name) => [name, el("div", { class: name })]));
    this.shown = {};
    this.node = this.frame(message);
    this.update(message);
  }

  frame(message) {
    const { quote, media, body, meta, keyboard } = this.parts;
    const reply = el("button", { class: "reply", type: "button", "aria-label": "답장", title: "답장" }, "↩");
    reply.addEventListener("click", () => this.actions.reply(this.message));
    const bubble = el("div", { class: "bubble" }, quote, media, body, meta, reply);
    if (message.from === "person") bubble.append(this.editButton());
    onHold(bubble, () => this.actions.reply(this.message));
    const attributes = { class: "message", "data-message-id": message.message_id, "data-from": message.from, tabindex: "-1" };
    return el("article", attributes, bubble, keyboard);
  }

  editButton() {
    const edit = el("button", { class: "reply edit", type: "button", "aria-label": "수정", title: "수정" }, "✎");
    edit.addEventListener("click", () => this.actions.edit(this.message));
    return edit;
  }

  /** Shows the message as it is now; true if anything changed. */
  update(message) {
    this.message = message;
    const changes = [
      this.redraw("quote", message.reply_to, (reply) => this.drawQuote(reply)),
      this.redraw("media", [message.photo, message.document], drawMedia),
      this.redraw("body", message.html, (html) => [formatted(html ?? "")]),
      this.redraw("meta", [message.date, message.edit_date], drawMeta),
      this.redrawKeyboard(message.keyboard ?? []),
    ];
    if (!changes.includes(true)) return false;
    this.node.classList.toggle("wide", (message.keyboard ?? []).length > 0);
    this.node.classList.toggle("with-photo", Boolean(message.photo));
    this.node.classList.toggle("in-album", Boolean(message.album));
    this.node.setAttribute("aria-label", `${message.from === "bot" ? "봇" : "나"}, ${clock(message.date)}`);
    return true;
  }

  redraw(name, value, draw) {
    if (!this.differs(name, value)) return false;
    this.parts[name].replaceChildren(...draw(value));
    return true;
  }

  redrawKeyboard(keyboard) {
    if (!this.differs("keyboard", keyboard)) return false;
    redrawKeyboard(this.parts.keyboard, keyboard, (key, button) => this.actions.press(this.message, key, button));
    return true;
  }

  differs(name, value) {
    const now = JSON.stringify(value ?? null);
    if (this.shown[name] === now) return false;
    this.shown[name] = now;
    return true;
  }

  drawQuote(reply) {
    if (!reply) return [];
    const button = el("button", { class: "quoted", type: "button", title: "원래 메시지로" }, reply.text || "메시지");
    button.addEventListener("click", () => this.actions.goTo(reply.message_id));
    return [button];
  }
}

function drawMedia([photo, file]) {
  return [photo && drawPhoto(photo), file && drawFile(file)].filter(Boolean);
}

function drawPhoto(address) {
  const href = safeUrl(address);
  const image = el("img", { src: href, alt: "사진", loading: "lazy" });
  return el("a", { class: "photo-link", href, target: "_blank", rel: "noopener noreferrer", title: "크게 보기" }, image);
}

function drawFile(file) {
  const name = el("span", { class: "file-name" }, file.name);
  const size = el("span", { class: "file-size" }, `${fileSize(file.size)} · 내려받기`);
  const icon = el("span", { class: "file-icon", "aria-hidden": "true" }, "↓");
  return el("a", { class: "file", href: safeUrl(file.url), download: file.name }, icon, el("span", { class: "file-text" }, name, size));
}

function fileSize(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function drawMeta([date, edited]) {
  const time = el("time", { datetime: new Date(date * 1000).toISOString() }, clock(date));
  return [edited ? el("span", { class: "edited" }, "수정됨") : null, time].filter(Boolean);
}

function clock(seconds) {
  return CLOCK.format(seconds * 1000);
}

// A finger has no hover, so holding it on a bubble replies; a moving finger is scrolling.
function onHold(node, act) {
  let timer = 0;
  node.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" && !event.target.closest("a, button")) timer = setTimeout(act, HOLD_MS);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove"]) node.addEventListener(name, () => clearTimeout(timer));
}
