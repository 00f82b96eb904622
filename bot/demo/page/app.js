/** The demo page: one phone per person, kept up to date by the server's stream. */

import { el } from "./elements.js";
import { listen } from "./live.js";
import { Phone } from "./phone.js";
import { fetchCast, fetchState } from "./sim.js";

const NARROW = matchMedia("(max-width: 760px)");
const OFFLINE = "연결 끊김 · 다시 연결 중";

/** The page: phones side by side, or one at a time behind tabs where the window is narrow. */
class Page {
  constructor() {
    this.phones = new Map();
    this.tabs = new Map();
    this.main = document.querySelector("main.phones");
    this.nav = document.querySelector("nav.tabs");
    this.offline = document.querySelector(".offline");
    this.title = document.title;
    this.held = "";
    this.up = false;
  }

  /** Adds the phones of people who have none yet, in the server's order, and refreshes all. */
  async load() {
    const [state, cast] = await Promise.all([fetchState(), fetchCast()]);
    const roles = new Map(cast.map((role) => [String(role.user), role]));
    // People outside the cast have a chat, but no phone on the page.
    const shown = state.people.filter((person) => roles.size === 0 || roles.has(String(person.id)));
    for (const person of shown) this.add(person, roles.get(String(person.id)) ?? {}, state.bots);
    await Promise.all([...this.phones.values()].map((phone) => phone.refresh()));
  }

  add(person, role, bots) {
    const user = String(person.id);
    const bot = bots.find((each) => each.username === role.bot) ?? bots[0];
    if (!bot || this.phones.has(user)) return;
    const owner = {
      chat: { bot: bot.username, user },
      title: role.title ?? person.first_name,
      titleEn: role.title_en ?? "",
      start: role.start ?? "",
      botName: bot.first_name,
    };
    const phone = new Phone(owner, { onUnread: () => this.drawUnread(), isOpen: (one) => this.isOpen(one) });
    phone.setConnected(this.up);
    this.phones.set(user, phone);
    for (const name of ["pointerdown", "keydown"]) phone.node.addEventListener(name, () => (this.held = user));
    this.main.append(phone.node);
    this.addTab(user, owner.title);
    if (this.phones.size === 1) this.open(user);
  }

  addTab(user, title) {
    const badge = el("span", { class: "badge", hidden: true });
    const tab = el("button", { class: "tab", type: "button", "data-user": user }, el("span", { class: "tab-name" }, title), badge);
    tab.addEventListener("click", () => this.open(user));
    this.tabs.set(user, { tab, badge });
    this.nav.append(tab);
  }

  open(user) {
    this.current = user;
    for (const [each, phone] of this.phones) phone.node.classList.toggle("current", each === user);
    for (const [each, { tab }] of this.tabs) tab.setAttribute("aria-current", String(each === user));
    if (NARROW.matches) this.phones.get(user).setUnread(0);
  }

  /** Whether the person looks at this phone: the open tab or, side by side, the phone that was used last. */
  isOpen(phone) {
    return !document.hidden && phone.chat.user === (NARROW.matches ? this.current : this.held);
  }

  drawUnread() {
    let total = 0;
    for (const [user, { badge }] of this.tabs) {
      const count = this.phones.get(user).unread;
      total += count;
      badge.hidden = count === 0;
      badge.textContent = `🔔 ${count}`;
    }
    document.title = total ? `(${total}) ${this.title}` : this.title;
  }

  /** Keeps the page live; an event of a person without a phone loads the state again. */
  follow() {
    const at = ({ bot, user }) => {
      const phone = this.phones.get(String(user));
      return phone?.chat.bot === bot ? phone : undefined;
    };
    listen("/sim/stream", {
      up: () => this.connected(true),
      down: () => this.connected(false),
      chat: (event) => (this.phones.has(String(event.user)) ? at(event)?.refresh() : this.reload()),
      answer: (event) => at(event)?.answered(event),
      notify: (event) => at(event)?.ring(event.message_id),
    });
  }

  connected(up) {
    this.up = up;
    this.offline.hidden = up;
    this.offline.textContent = up ? "" : OFFLINE;
    for (const phone of this.phones.values()) phone.setConnected(up);
    if (up) this.reload();
  }

  // A stream that opened and a fetch that failed happens while the server goes down: the stream will open again.
  reload() {
    return this.load().catch(() => {});
  }
}

function wireHints() {
  const toggle = document.querySelector(".hints-toggle");
  const hints = document.querySelector(".hints");
  const show = (open) => {
    hints.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", () => show(hints.hidden));
  show(!NARROW.matches);
}

wireHints();
new Page().follow();
