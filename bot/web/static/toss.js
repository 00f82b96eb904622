// Opens Toss's window with what the desk says; the amount comes from there, and is compared once more afterwards.
"use strict";

(() => {
  const { settings, closed, failed, page } = document.body.dataset;
  const button = document.getElementById("open");
  // Behind the window lies the pay page: going back must not send the form again.
  history.replaceState(null, "", page);

  async function open() {
    button.setAttribute("aria-busy", "true");
    try {
      const { clientKey, request } = JSON.parse(settings);
      const widgets = TossPayments(clientKey).widgets({ customerKey: TossPayments.ANONYMOUS });
      await widgets.requestPaymentWindow(request);
    } catch (error) {
      location.replace(error.code === "USER_CANCEL" || error.name === "UserCancelError" ? closed : failed);
    }
  }

  button.addEventListener("click", () => { if (button.getAttribute("aria-busy") !== "true") open(); });
  // A window that never came, or one that the customer went back from, can be opened once more.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.replace(page); });
  setTimeout(() => button.removeAttribute("aria-busy"), 5000);
  open();
})();
