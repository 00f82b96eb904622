/** The scrolling list of messages of one phone: keyed by message id, and calm about its scroll position. */

import { Bubble } from "./bubble.js";
import { el } from "./elements.js";

const NEAR_PX = 40;
const DAY = new Intl.DateTimeFormat("ko-KR", { timeZone: "Asia/Seoul", year: "numeric", month: "long", day: "numeric" });

/** The messages of a chat. `actions` as in Bubble, without `goTo`, which is its own. */
export class ChatLog {
  constructor(actions) {
    this.actions = { ...actions, goTo: (id) => this.goTo(id) };
    this.bubbles = new Map();
    this.days = new Map();
    this.sticking = true;
    this.top = 0;
    this.missed = 0;
    this.list = el("div", { class: "list" });
    this.node = el("div", { class: "log", tabindex: "0", role: "region", "aria-label": "대화" }, this.list);
    this.jump = el("button", { class: "jump", type: "button", "aria-label": "맨 아래로", hidden: true });
    this.jump.addEventListener("click", () => this.toBottom());
    this.followSize();
  }

  // Pictures that load late, a growing text field, a rotated phone: whoever was at the bottom stays there.
  followSize() {
    const observer = new ResizeObserver(() => this.sticking && this.toBottom());
    observer.observe(this.list);
    observer.observe(this.node);
    this.node.addEventListener("scroll", () => this.noteScroll(), { passive: true });
  }

  /** Shows exactly these messages, in this order; untouched ones keep their elements. */
  render(messages) {
    const watched = this.endsInView();
    const before = this.bubbles.size;
    const changed = this.arrange(messages);
    if (this.sticking) this.toBottom();
    else this.keepInView(changed.filter((bubble) => watched.has(bubble)));
    if (!this.sticking) this.missed += Math.max(0, this.bubbles.size - before);
    this.drawJump();
  }

  arrange(messages) {
    const changed = [];
    const nodes = [];
    const before = this.bubbles;
    this.bubbles = new Map();
    for (const message of messages) {
      const known = before.get(message.message_id);
      if (known?.update(message)) changed.push(known);
      const bubble = known ?? new Bubble(message, this.actions);
      this.bubbles.set(message.message_id, bubble);
      nodes.push(this.dayOf(message), bubble.node);
    }
    this.place([...new Set(nodes)]);
    return changed;
  }

  dayOf(message) {
    const day = DAY.format(message.date * 1000);
    if (!this.days.has(day)) this.days.set(day, el("p", { class: "day" }, day));
    return this.days.get(day);
  }

  // Moves only what stands at the wrong place: moving an element would drop a press that has just begun on it.
  place(nodes) {
    const wanted = new Set(nodes);
    for (const node of [...this.list.children]) if (!wanted.has(node)) node.remove();
    nodes.forEach((node, index) => {
      const there = this.list.children[index];
      if (there !== node) this.list.insertBefore(node, there ?? null);
    });
  }

  /** Scrolls to a message and marks it for a moment; a message that is gone is ignored. */
  goTo(messageId) {
    const node = this.bubbles.get(messageId)?.node;
    if (!node) return;
    this.sticking = false;
    node.scrollIntoView({ block: "nearest", inline: "nearest" });
    node.classList.remove("found");
    requestAnimationFrame(() => node.classList.add("found"));
    setTimeout(() => node.classList.remove("found"), 1600);
    this.noteScroll();
  }

  /** Goes to the newest message and stays there. */
  toBottom() {
    this.sticking = true;
    this.node.scrollTop = this.node.scrollHeight;
    this.noteScroll();
  }

  noteScroll() {
    // A phone behind another tab has no size; its place is not a decision of the person.
    if (this.node.clientHeight === 0) return;
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    // Only scrolling up leaves the bottom; a log that became lower (a bar appeared) has not been scrolled.
    if (scrollHeight - scrollTop - clientHeight < NEAR_PX) this.sticking = true;
    else if (scrollTop < this.top) this.sticking = false;
    this.top = scrollTop;
    if (this.sticking) this.missed = 0;
    this.drawJump();
  }

  drawJump() {
    this.jump.hidden = this.sticking;
    this.jump.textContent = this.missed ? `↓ ${this.missed}` : "↓";
  }

  endsInView() {
    if (this.sticking) return new Set();
    const view = this.node.getBoundingClientRect();
    const inView = (bubble) => {
      const { bottom } = bubble.node.getBoundingClientRect();
      return bottom > view.top && bottom <= view.bottom + 1;
    };
    return new Set([...this.bubbles.values()].filter(inView));
  }

  // A card that grew under the person's finger keeps its keys on the screen.
  keepInView(bubbles) {
    const view = this.node.getBoundingClientRect();
    for (const bubble of bubbles) {
      const hidden = bubble.node.getBoundingClientRect().bottom - view.bottom;
      if (hidden > 0) this.node.scrollTop += hidden + 8;
    }
  }
}
