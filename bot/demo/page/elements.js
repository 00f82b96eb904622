/** Builds DOM elements; text given here can never become markup. */

/**
 * One element. `on…` functions become listeners, `true` an empty attribute, null / undefined / false no attribute;
 * children are nodes or strings, and missing children are skipped.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else node.setAttribute(name, value === true ? "" : value);
}

/** The address if a browser may safely open it (http, https, and more schemes where allowed), else null. */
export function safeUrl(address, schemes = ["http:", "https:"]) {
  const url = URL.canParse(address, location.href) ? new URL(address, location.href) : null;
  return url && schemes.includes(url.protocol) ? url.href : null;
}
