// Tells the page around the frame where to go, or that the window was closed.
const to = document.querySelector("meta[name=to]");
parent.postMessage(to ? { to: to.content } : { closed: true }, "*");
