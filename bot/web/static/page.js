// The pay page's comforts; without them everything still reads and the form still works.
"use strict";

const body = document.body;
const said = document.querySelector(".said");
let silence = 0;

function say(text) {
  said.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => { said.textContent = ""; }, 2500);
}

for (const notice of document.querySelectorAll(".no-script")) notice.remove();

// Copying

function copyBy(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.style.position = "fixed";
  area.style.opacity = "0";
  body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      copyBy(button.dataset.copy); // in-app browsers often refuse the newer way
    }
    say(body.dataset.copied);
  });
}

// Out of the chat's own browser, where card apps do not open

const outside = document.getElementById("outside");
if (outside) {
  const { protocol, host, pathname } = new URL(outside.href);
  if (protocol === "https:" && /Android/i.test(navigator.userAgent)) {
    outside.href = `intent://${host}${pathname}#Intent;scheme=https;action=android.intent.action.VIEW;end`;
    outside.removeAttribute("target");
  } else if (protocol === "https:" && /iPhone|iPad|iPod/i.test(navigator.userAgent)) {
    outside.href = `x-safari-https://${host}${pathname}`;
    outside.removeAttribute("target");
  }
}

// One press is one payment

const form = document.querySelector("form");
if (form) {
  form.addEventListener("submit", (event) => {
    const button = form.querySelector("button");
    if (button.getAttribute("aria-busy") === "true") event.preventDefault();
    button.setAttribute("aria-busy", "true");
  });
  // Back from somewhere else the page may come out of the browser's memory, button and all.
  window.addEventListener("pageshow", () => form.querySelector("button").removeAttribute("aria-busy"));
}

// The desk knows more: look again, often while a payment is being checked

if (body.dataset.poll) {
  let wait = body.dataset.slow === "1" ? 8000 : 1500;
  const look = async () => {
    try {
      if (!document.hidden) {
        const answer = await fetch(body.dataset.poll, { cache: "no-store", credentials: "omit" });
        if (answer.ok && (await answer.text()) !== body.dataset.seen) return void location.reload();
      }
      wait = Math.min(wait * 1.15, 20000);
    } catch {
      wait = Math.min(wait * 2, 20000);
    }
    setTimeout(look, wait);
  };
  setTimeout(look, wait);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wait = 1500; });
}
