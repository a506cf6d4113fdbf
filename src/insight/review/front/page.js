// What every part of the page is built with. Words of people are only ever set as text.

const h = (tag, props = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((one) => one !== null && one !== undefined));
  return made;
};

const many = (n) => n.toLocaleString("en-GB");
const words = (name) => name.replaceAll("_", " ");
const isField = (node) => node.matches("input, select, textarea");

// Offsets in the tables count code points; a page counts UTF-16 units.
const points = (text) => Array.from(text);

const button = (label, key, action, more = {}) =>
  h(
    "button",
    { type: "button", onclick: action, "data-key": more.id ?? label, class: "desk-button", ...more.props },
    label,
    key ? h("kbd", { "aria-hidden": "true" }, key) : null,
  );

const choice = (label, id, options, value, props = {}) => {
  const list = h(
    "select",
    { "data-key": id, ...props },
    options.map(([told, shown]) => h("option", { value: told }, shown)),
  );
  list.value = value;
  return h("label", { class: "desk-field" }, h("span", {}, label), list);
};

const facts = (...pairs) =>
  h(
    "dl",
    { class: "desk-facts" },
    pairs
      .filter(([, told]) => told !== "" && told !== null && told !== undefined)
      .map(([name, told]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(told)))),
  );
