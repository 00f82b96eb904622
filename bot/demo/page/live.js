/** The server's event stream, reopened for as long as the page is. */

const RETRY_MS = 2000;
const EVENTS = ["chat", "answer", "notify"];

/**
 * Calls `listener.chat / answer / notify(data)` for every event, `listener.up()` whenever the stream (re)opens and
 * `listener.down()` when it breaks. After `up` anything may have changed: fetch again.
 */
export function listen(address, listener) {
  const source = new EventSource(address);
  source.onopen = () => listener.up();
  source.onerror = () => {
    listener.down();
    // The browser retries a dropped connection itself, but gives up for good after a wrong answer (a proxy's 502).
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(address, listener), RETRY_MS);
  };
  for (const name of EVENTS) source.addEventListener(name, (event) => listener[name](JSON.parse(event.data)));
}
