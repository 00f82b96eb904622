/** The HTTP client of the local Telegram: what a person can do, and what a person sees. */

/** The server refused: `status` is the HTTP status (0: no connection), the message is for developers. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function call(path, options = {}) {
  const response = await fetch(path, { cache: "no-store", ...options }).catch((error) => {
    throw new Refused(0, String(error));
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, answer.error ?? response.statusText);
  return answer;
}

function post(path, body) {
  return call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

function at(chat, rest = "") {
  return `/sim/chats/${encodeURIComponent(chat.bot)}/${encodeURIComponent(chat.user)}${rest}`;
}

/** Bots and people: `{bots, people, seq}`. */
export const fetchState = () => call("/sim/state");

/** Roles of the people in this demo; an empty list where the server has no cast. */
export const fetchCast = () => call("/demo/cast").catch(() => []);

/** The transcript of a chat `{bot, user}`; a chat nobody has written in yet is an empty one. */
export async function fetchChat(chat) {
  const empty = { messages: [], commands: [], pinned: [], blocked: false };
  const transcript = await call(at(chat)).catch((error) => {
    if (error.status === 404) return {};
    throw error;
  });
  return { ...empty, ...transcript };
}

/** Sends a text, as a reply when `replyTo` is a message id. */
export function sendText(chat, text, replyTo = null) {
  return post(at(chat, "/text"), replyTo === null ? { text } : { text, reply_to: replyTo });
}

/** Changes an own text, or the caption of an own picture. */
export const editText = (chat, messageId, text) => post(at(chat, "/edit"), { message_id: messageId, text });

/** Sends image files, several as an album, with a caption, as a reply when `replyTo` is a message id. */
export function sendPhotos(chat, files, caption, replyTo = null) {
  const body = new FormData();
  for (const file of files) body.append("photo", file, file.name);
  body.append("caption", caption);
  if (replyTo !== null) body.append("reply_to", String(replyTo));
  return call(at(chat, "/photo"), { method: "POST", body });
}

/** Taps a callback button; the answer comes later, under the returned `query_id`. */
export const tap = (chat, messageId, data) => post(at(chat, "/tap"), { data, message_id: messageId });

/** Blocks or unblocks the bot. */
export const setBlocked = (chat, blocked) => post(at(chat, blocked ? "/block" : "/unblock"), {});

/** What the bot answered to a tap so far: `{answered, text, show_alert, url}`. */
export const fetchAnswer = (queryId) => call(`/sim/queries/${encodeURIComponent(queryId)}`);
