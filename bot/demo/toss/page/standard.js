// Stands in for https://js.tosspayments.com/v2/standard: the same names and refusals, a test window behind them.
(() => {
  "use strict";
  const origin = new URL(document.currentScript.src).origin;

  class TossPaymentsError extends Error {
    constructor(code, message) {
      super(message);
      this.name = code === "USER_CANCEL" ? "UserCancelError" : "TossPaymentsError";
      this.code = code;
    }
  }

  function addressOf(clientKey, request, embedded) {
    const query = new URLSearchParams({
      clientKey,
      amount: String(request.amount.value),
      orderId: request.orderId,
      orderName: request.orderName,
      success_url: request.successUrl,
      fail_url: request.failUrl,
      customer: request.customerName || "",
    });
    if (embedded) query.set("embedded", "1");
    return `${origin}/window?${query}`;
  }

  function check(request) {
    if (request.amount.currency !== "KRW" || !Number.isInteger(request.amount.value)) {
      throw new TossPaymentsError("INVALID_PARAMETERS", "금액이 올바르지 않습니다.");
    }
    if (!/^[A-Za-z0-9_=-]{6,64}$/.test(request.orderId)) {
      throw new TossPaymentsError("INVALID_ORDER_ID", "orderId는 영문 대소문자, 숫자, 특수문자(-, _, =)만 허용합니다. 6자 이상 64자 이하여야 합니다.");
    }
    if (!request.orderName || request.orderName.length > 100) {
      throw new TossPaymentsError("INVALID_ORDER_NAME", "주문 이름이 올바르지 않습니다.");
    }
  }

  // On a computer the window lies over the page, on a phone it takes the page's place.
  function over(address) {
    return new Promise((_, reject) => {
      const frame = document.createElement("iframe");
      frame.title = "테스트 결제창";
      frame.id = "__tosspayments_window";
      frame.style.cssText = "position:fixed;inset:0;width:100%;height:100%;border:0;z-index:2147483647;background:#0008";
      frame.src = address;
      const heard = (message) => {
        if (message.origin !== origin || message.source !== frame.contentWindow) return;
        if (message.data.to) return void window.location.assign(message.data.to);
        window.removeEventListener("message", heard);
        frame.remove();
        reject(new TossPaymentsError("USER_CANCEL", "취소되었습니다."));
      };
      window.addEventListener("message", heard);
      document.body.append(frame);
    });
  }

  function TossPayments(clientKey) {
    if (!/^(test|live)_gck_/.test(clientKey)) {
      throw new TossPaymentsError("INVALID_CLIENT_KEY", "잘못된 클라이언트 키입니다.");
    }
    return {
      widgets({ customerKey }) {
        if (!customerKey) throw new TossPaymentsError("INVALID_CUSTOMER_KEY", "customerKey가 필요합니다.");
        return {
          async requestPaymentWindow(request) {
            check(request);
            const isPhone = window.matchMedia("(max-width: 600px)").matches;
            if (!isPhone) return over(addressOf(clientKey, request, true));
            window.location.assign(addressOf(clientKey, request, false));
            return new Promise(() => {});
          },
        };
      },
    };
  }

  TossPayments.ANONYMOUS = "ANONYMOUS";
  window.TossPayments = TossPayments;
})();
