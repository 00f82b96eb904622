/** One person's phone: a chat with one bot, drawn from its transcript. */

import { ChatLog } from "./chatlog.js";
import { copyText } from "./clipboard.js";
import { Composer } from "./composer.js";
import { el, safeUrl } from "./elements.js";
import { PinnedBar } from "./pinned.js";
import { Alerts, Menu, Toasts } from "./popups.js";
import { editText, fetchChat, sendPhotos, sendText, setBlocked } from "./sim.js";
import { Taps } from "./taps.js";

const RING_MS = 1400;

/**
 * `person`: `{chat: {bot, user}, title, titleEn, start, botName}`. `onUnread(phone)` is called when `unread` changes;
 * `isOpen(phone)` tells whether the person is looking at this phone.
 */
export class Phone {
  constructor(person, { onUnread, isOpen }) {
    this.person = person;
    this.chat = person.chat;
    this.onUnread = onUnread;
    this.isOpen = isOpen;
    this.unread = 0;
    this.blocked = false;
    this.log = new ChatLog({
      press: (...args) => this.press(...args),
      reply: (message) => this.composer.setReply(message),
      edit: (message) => this.composer.setEdit(message),
    });
    this.pinned = new PinnedBar((id) => this.log.goTo(id));
    this.composer = new Composer({
      send: (...args) => this.send(...args),
      sendPhotos: (...args) => this.sendPhotos(...args),
      edit: (...args) => this.attempt(() => editText(this.chat, ...args)),
    });
    this.toasts = new Toasts();
    this.taps = new Taps(this.chat, (answer) => this.showAnswer(answer));
    this.node = this.frame();
  }

  frame() {
    const screen = el("div", { class: "screen" }, this.header(), this.pinned.node, this.middle(), this.startBar(), this.composer.node, this.blockedBar());
    const device = el("div", { class: "device" }, screen, this.toasts.node);
    this.spoken = el("p", { class: "spoken", "aria-live": "polite" });
    const attributes = { class: "phone", "data-user": this.chat.user, "data-bot": this.chat.bot, "aria-label": this.person.title };
    const section = el("section", attributes, this.heading(), device, this.spoken);
    this.alerts = new Alerts(section, screen);
    device.append(this.alerts.node);
    for (const name of ["pointerdown", "keydown"]) section.addEventListener(name, () => this.setUnread(0));
    return section;
  }

  heading() {
    this.bell = el("span", { class: "bell", hidden: true });
    const english = this.person.titleEn ? el("small", { lang: "en" }, this.person.titleEn) : null;
    return el("h2", { class: "phone-title" }, el("span", { class: "phone-name" }, this.person.title), english, this.bell);
  }

  header() {
    const name = this.person.botName;
    this.status = el("span", { class: "status" }, "연결 중…");
    const more = el("button", { class: "tool more", type: "button", "aria-label": "더 보기", title: "더 보기" }, "⋮");
    this.more = new Menu(more, "더 보기", () => [this.blockChoice()]);
    const avatar = el("span", { class: "avatar", "aria-hidden": "true" }, [...name][0] ?? "봇");
    return el("div", { class: "chat-header" }, avatar, el("span", { class: "who" }, el("strong", { class: "bot-name" }, name), this.status), more, this.more.node);
  }

  middle() {
    this.empty = el("p", { class: "empty", hidden: true }, "아직 대화가 없어요. 아래 [시작]을 눌러 보세요.");
    return el("div", { class: "middle" }, this.log.node, this.empty, this.log.jump);
  }

  startBar() {
    const text = this.person.start ? `/start ${this.person.start}` : "/start";
    this.start = el("button", { class: "bar start", type: "button", hidden: true, onclick: () => this.send(text, null) }, "시작");
    return this.start;
  }

  blockedBar() {
    this.unblock = el("button", { class: "bar unblock", type: "button", hidden: true, onclick: () => this.setBlocked(false) }, "차단 해제");
    return this.unblock;
  }

  blockChoice() {
    return this.blocked
      ? { label: "✅ 차단 해제", act: () => this.setBlocked(false) }
      : { label: "🚫 봇 차단", act: () => this.setBlocked(true) };
  }

  /** Fetches the chat and shows it; calls that come meanwhile lead to one more fetch. */
  async refresh() {
    if (this.fetching) {
      this.again = true;
      return;
    }
    this.fetching = true;
    do {
      this.again = false;
      const transcript = await fetchChat(this.chat).catch(() => null);
      if (transcript) this.render(transcript);
    } while (this.again);
    this.fetching = false;
  }

  render({ messages, commands, pinned, blocked }) {
    this.blocked = blocked;
    this.log.render(messages);
    this.pinned.render(pinned, messages);
    this.composer.setCommands(commands);
    this.composer.node.hidden = blocked;
    this.unblock.hidden = !blocked;
    this.empty.hidden = this.start.hidden = blocked || messages.length > 0;
    this.drawStatus();
    this.speak();
  }

  /** Shows whether the stream is up. */
  setConnected(connected) {
    this.connected = connected;
    this.drawStatus();
  }

  drawStatus() {
    const text = !this.connected ? "연결 중…" : this.blocked ? "차단한 봇" : "봇 · 연결됨";
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  /** A loud message: it is read out, and the phone rings and counts it unless the person is looking at it. */
  ring(messageId) {
    this.toSpeak = messageId;
    this.speak();
    if (this.isOpen(this)) return;
    this.node.classList.add("ringing");
    clearTimeout(this.ringTimer);
    this.ringTimer = setTimeout(() => this.node.classList.remove("ringing"), RING_MS);
    this.setUnread(this.unread + 1);
  }

  // Loud messages are read out, silent edits are not: a list that announced itself would never stop talking.
  speak() {
    const message = this.log.bubbles.get(this.toSpeak)?.message;
    if (!message) return;
    this.toSpeak = null;
    this.spoken.textContent = `${this.person.title}, 새 메시지: ${message.text.slice(0, 160)}`;
  }

  setUnread(count) {
    if (count === this.unread) return;
    this.unread = count;
    this.bell.hidden = count === 0;
    this.bell.textContent = `🔔 ${count}`;
    this.onUnread(this);
  }

  /** The bot answered a tap in this chat. */
  answered(answer) {
    this.taps.settle(answer);
  }

  showAnswer({ text, show_alert: isAlert }) {
    if (!text) return;
    if (isAlert) this.alerts.show(text);
    else this.toasts.show(text);
  }

  press(message, key, button) {
    if (key.kind === "callback") return this.attempt(() => this.taps.press(message.message_id, key, button));
    if (key.kind === "copy") return this.copy(key.value);
    const address = safeUrl(key.value);
    if (address) window.open(address, "_blank", "noopener,noreferrer");
    else this.toasts.show("열 수 없는 주소예요");
    return undefined;
  }

  async copy(text) {
    const done = await copyText(text);
    this.toasts.show(done ? "복사했어요" : `복사하지 못했어요 : ${text}`);
  }

  send(text, replyTo) {
    this.log.toBottom();
    return this.attempt(() => sendText(this.chat, text, replyTo));
  }

  sendPhotos(files, caption, replyTo) {
    this.log.toBottom();
    return this.attempt(() => sendPhotos(this.chat, files, caption, replyTo));
  }

  setBlocked(blocked) {
    return this.attempt(() => setBlocked(this.chat, blocked));
  }

  /** Runs one action of the person; true when it worked, else the reason stands in a toast. */
  async attempt(action) {
    try {
      await action();
    } catch (error) {
      this.toasts.show(reason(error));
      return false;
    }
    // The stream says so too; while it is down the person still sees what they did.
    this.refresh();
    return true;
  }
}

function reason(error) {
  if (error.status === 0) return "연결이 끊겨 보내지 못했어요. 잠시 뒤에 다시 해 주세요.";
  if (error.status === 409) return "차단한 봇이에요. 차단을 풀고 다시 해 주세요.";
  if (error.status === 404) return "이 버튼은 이제 없어요.";
  return `보내지 못했어요 : ${error.message}`;
}
