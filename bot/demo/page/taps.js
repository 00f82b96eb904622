/** Taps on callback keys: the loading state of a key, and each answer shown once. */

import { fetchAnswer, tap } from "./sim.js";

const CHECK_MS = 5000;
const CHECKS = 6;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The taps of one chat. `show(answer)` is called once per answered query, whoever tapped. */
export class Taps {
  constructor(chat, show) {
    this.chat = chat;
    this.show = show;
    this.answered = new Set();
    this.waiting = new Map();
  }

  /** Taps and keeps `button` loading until the answer is here (or half a minute is over). Throws Refused. */
  async press(messageId, key, button) {
    if (button.hasAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      const { query_id: queryId } = await tap(this.chat, messageId, key.value);
      await this.answerTo(String(queryId));
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /** Takes an answer from the stream or from a check. */
  settle(answer) {
    const queryId = String(answer.query_id);
    if (this.answered.has(queryId)) return;
    this.answered.add(queryId);
    this.release(queryId);
    this.show(answer);
  }

  answerTo(queryId) {
    // The bot may have answered before the tap's own response arrived.
    if (this.answered.has(queryId)) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.set(queryId, resolve);
      this.check(queryId);
    });
  }

  // The stream normally brings the answer; while it is down only asking helps.
  async check(queryId) {
    for (let count = 0; count < CHECKS; count += 1) {
      await pause(CHECK_MS);
      if (!this.waiting.has(queryId)) return;
      const answer = await fetchAnswer(queryId).catch(() => null);
      if (answer?.answered) this.settle({ ...answer, query_id: queryId });
    }
    this.release(queryId);
  }

  release(queryId) {
    this.waiting.get(queryId)?.();
    this.waiting.delete(queryId);
  }
}
