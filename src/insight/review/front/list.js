// The list of one pane: thousands of rows, of which those in sight are there.

const HIGH = 52;
const PAGE = 50;

class Rows {
  constructor(desk, label) {
    this.desk = desk;
    this.rows = new Map();
    this.asked = new Set();
    this.at = 0;
    this.n = 0;
    // Places of the pane that are shown, where not all are.
    this.only = null;
    this.space = h("div", { class: "desk-space", role: "presentation" });
    this.box = h(
      "div",
      { class: "desk-list", role: "listbox", tabindex: "0", "aria-label": label, "data-key": "list" },
      this.space,
    );
    this.box.addEventListener("scroll", () => this.#soon());
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.desk.show(Number(row.dataset.at));
    });
    this.watch = new ResizeObserver(() => this.#soon());
    this.watch.observe(this.box);
  }

  size(n) {
    this.n = this.only?.length ?? n;
    this.space.style.height = `${this.n * HIGH}px`;
  }

  // Which line something is in, and what is in the line some steps from where one is.
  line(at) {
    return this.only ? this.only.indexOf(at) : at;
  }

  from(steps) {
    return this.#in(this.line(this.at) + steps);
  }

  #in(line) {
    const kept = Math.min(Math.max(line, 0), this.n - 1);
    return this.only ? this.only[kept] : kept;
  }

  // What was decided may change any row: those in sight are asked for anew.
  renew() {
    this.asked.clear();
    this.#soon();
  }

  select(at) {
    this.at = at;
    const top = this.line(at) * HIGH;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + HIGH > this.box.scrollTop + this.box.clientHeight)
      this.box.scrollTop = top + HIGH - this.box.clientHeight;
    this.draw();
  }

  #soon() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.draw();
    });
  }

  #sight() {
    const first = Math.max(Math.floor(this.box.scrollTop / HIGH) - 4, 0);
    const last = Math.min(first + Math.ceil(this.box.clientHeight / HIGH) + 8, this.n);
    return [first, last];
  }

  draw() {
    const [first, last] = this.#sight();
    for (let page = Math.floor(first / PAGE); page * PAGE < last; page += 1) this.#load(page);
    const made = [];
    for (let line = first; line < last; line += 1) made.push(this.#row(line));
    this.space.replaceChildren(...made);
    const chosen = this.line(this.at) >= first && this.line(this.at) < last;
    if (chosen) this.box.setAttribute("aria-activedescendant", this.#id(this.at));
    else this.box.removeAttribute("aria-activedescendant");
  }

  async #load(page) {
    if (this.asked.has(page)) return;
    this.asked.add(page);
    const first = page * PAGE;
    const only = this.only?.slice(first, first + PAGE);
    const told = await this.desk.ask("rows", { pane: this.desk.pane, ...(only ? { only } : { first, count: PAGE }) });
    (told.rows ?? []).forEach((row, n) => this.rows.set(only ? only[n] : first + n, row));
    this.#soon();
  }

  #id(at) {
    return `${this.desk.key}-${this.desk.pane}-${at}`;
  }

  #row(line) {
    const at = this.#in(line);
    const row = this.rows.get(at) ?? { text: "…", note: "", mark: "" };
    const chosen = at === this.at;
    return h(
      "div",
      {
        role: "option",
        id: this.#id(at),
        class: "desk-row",
        style: `top: ${line * HIGH}px`,
        "data-at": at,
        "aria-selected": chosen ? "true" : "false",
        "aria-setsize": this.n,
        "aria-posinset": line + 1,
      },
      h("span", { class: "desk-row-text" }, row.parts ?? row.text),
      h("span", { class: "desk-row-note" }, row.note),
      row.mark === undefined ? null : h("span", { class: `desk-sign desk-sign-${row.mark.replace(" ", "-") || "left"}` }, row.mark || "left"),
    );
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(Math.floor(this.box.clientHeight / HIGH) - 1, 1);
    const to = {
      ArrowDown: this.from(1),
      ArrowUp: this.from(-1),
      PageDown: this.from(page),
      PageUp: this.from(-page),
      Home: this.#in(0),
      End: this.#in(this.n - 1),
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.desk.show(to);
  }
}
