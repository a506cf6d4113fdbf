// Reading in context: each place with what stands left and right of it, its segment, the talk around it.

const SIEVES = [["source", "Source"], ["group", "Group"], ["theme", "Theme"], ["code", "Code"]];
const AROUND = 2;

class Reader {
  constructor(model, el) {
    this.line = new Line(model, (told) => this.#heard(told), (error) => this.#wrong(error));
    this.key = this.line.key;
    this.pane = "places";
    this.sieve = {};
    this.around = AROUND;
    this.root = h("section", { class: "desk desk-reader", "aria-label": "Reading in context" });
    this.root.addEventListener("keydown", (event) => this.#key(event));
    el.append(this.root);
    this.open();
  }

  close() {
    this.line.close();
    this.rows?.watch.disconnect();
  }

  async ask(verb, told = {}) {
    const answer = await this.line.ask(verb, { sieve: this.sieve, ...told }, PATIENCE);
    for (const row of answer.rows ?? [])
      row.parts = row.keyword
        ? [h("span", { class: "desk-left" }, h("bdi", {}, row.left.trimEnd())), " ", h("mark", {}, row.keyword), h("span", { class: "desk-right" }, row.right)]
        : [h("span", { class: "desk-right" }, row.right)];
    return answer;
  }

  #heard(told) {
    this.#wrong(told.error ?? "");
  }

  #wrong(error) {
    if (!this.alert) return;
    this.alert.textContent = error;
    this.alert.hidden = !error;
  }

  async open() {
    const told = await this.ask("open");
    if (told.error) {
      this.root.replaceChildren(h("p", { role: "alert" }, told.error));
      return;
    }
    this.alert = h("p", { class: "desk-alert", role: "alert", hidden: true });
    this.live = h("p", { class: "desk-quiet", role: "status", "aria-live": "polite" });
    this.panel = h("div", { class: "desk-panel", role: "region", "aria-label": "In its context", tabindex: "0", "data-key": "panel" });
    this.count = h("p", { class: "desk-status" });
    this.side = h("div", { class: "desk-side" });
    this.root.replaceChildren(
      h("header", { class: "desk-top desk-sieves" }, SIEVES.filter(([name]) => told.choices[name].length > 1).map(([name, label]) => this.#sieve(name, label, told.choices[name]))),
      this.alert,
      h("div", { class: "desk-body" }, this.side, this.panel),
      h("footer", { class: "desk-foot" }, this.count, h("p", {}, h("kbd", {}, "j"), " ", h("kbd", {}, "k"), " next, previous (in the list also ↓ ↑) · ", h("kbd", {}, "m"), " more around it")),
      this.live,
    );
    this.#sifted(told);
  }

  #sieve(name, label, options) {
    const list = choice(label, name, [["", "all"], ...options], "", {
      onchange: async (event) => {
        this.sieve[name] = event.target.value;
        const told = await this.ask("sift");
        if (!told.error) this.#sifted(told);
      },
    });
    return list;
  }

  #sifted({ n, segments, talks }) {
    this.n = n;
    this.rows?.watch.disconnect();
    this.rows = new Rows(this, "Places");
    this.rows.size(n);
    this.side.replaceChildren(this.rows.box);
    this.count.textContent = `${many(n)} places in ${many(segments)} segments of ${many(talks)} conversations or people`;
    if (n) this.show(0, `${this.count.textContent}.`);
    else {
      this.panel.replaceChildren(h("p", { class: "desk-none" }, "Nothing was found here."));
      this.live.textContent = "Nothing was found here.";
    }
  }

  async show(at, said = "") {
    if (at !== this.at) this.around = AROUND;
    this.at = at;
    this.rows.select(at);
    const { error, ...item } = await this.ask("item", { at, around: this.around });
    if (error || at !== this.at) return;
    const held = this.panel.contains(document.activeElement) && document.activeElement !== this.panel;
    this.panel.replaceChildren(...this.#view(item).filter(Boolean));
    this.panel.querySelector(".desk-said-here").scrollIntoView({ block: "nearest" });
    if (held) this.panel.focus({ preventScroll: true });
    this.live.textContent = [said, `${many(at + 1)} of ${many(this.n)}.`, `${item.who}: ${item.text}`].filter(Boolean).join(" ");
  }

  #view(item) {
    const asked = item.question && item.before.at(-1)?.text !== item.question;
    return [
      item.read ? null : h("p", { class: "desk-look" }, "Nobody has read this text yet: names may stand in it."),
      asked ? h("p", { class: "desk-question" }, item.question) : null,
      h(
        "ol",
        { class: "desk-talk" },
        item.before.map((one) => this.#turn(one)),
        h("li", { class: "desk-said-here", "aria-current": "true" }, h("p", { class: "desk-speaker" }, item.who), this.#marked(item)),
        item.after.map((one) => this.#turn(one)),
      ),
      item.more ? h("div", { class: "desk-actions" }, button("More around it", "m", () => this.more())) : null,
      facts(["Source", item.source], ["Themes", item.themes.join("; ")], ["Codes", item.codes.join("; ")]),
    ];
  }

  #turn({ who, text }) {
    return h("li", {}, h("p", { class: "desk-speaker" }, who), h("p", {}, text));
  }

  #marked({ text, spans }) {
    const signs = points(text);
    const cuts = [...new Set([0, signs.length, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
    const parts = cuts.slice(0, -1).map((start, n) => {
      const over = spans.filter((one) => one.start <= start && cuts[n + 1] <= one.end);
      const kinds = over.map(({ kind }) => `desk-is-${kind}`).join(" ");
      return h(over.length ? "mark" : "span", { class: kinds || null }, signs.slice(start, cuts[n + 1]).join(""));
    });
    return h("p", { class: "desk-text" }, parts);
  }

  async more() {
    this.around = Math.min(this.around * 3, 200);
    await this.show(this.at);
  }

  #key(event) {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    // Nothing that is typed here is a shortcut of the notebook around it.
    event.stopPropagation();
    if (ctrlKey || metaKey || altKey || isField(target) || !this.n) return;
    const action = { j: () => this.show(this.rows.from(1)), k: () => this.show(this.rows.from(-1)), m: () => this.more() }[key];
    if (!action) return;
    event.preventDefault();
    action();
  }
}

export default {
  render({ model, el }) {
    const reader = new Reader(model, el);
    return () => reader.close();
  },
};
