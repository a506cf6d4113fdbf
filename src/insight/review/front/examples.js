// Examples of the parts of a theme: chosen passage by passage, with what follows from it beside them.

const MORE = 30;

const partOf = (part, n, note = "") =>
  h(
    "section",
    { "data-part": n },
    h("h4", {}, `Part ${n}: ${many(part.segments)} segments${note}`),
    h("ul", { class: "desk-said" }, part.examples.map((one) => h("li", {}, one))),
  );

class Examples {
  constructor(pane, at) {
    this.pane = pane;
    this.desk = pane.desk;
    this.at = at;
    this.decided = pane.item.examples;
    this.chosen = pane.drafts.get(at) ?? new Map(Object.entries(this.decided));
    this.passages = [];
    this.here = 0;
    this.current = 1;
    this.body = h("div", {});
    this.node = h(
      "details",
      { class: "desk-memo", ontoggle: () => this.node.open && this.#load() },
      h("summary", { "data-key": "examples" }, "Split by examples", h("kbd", { "aria-hidden": "true" }, "e")),
      this.body,
    );
    if (this.chosen.size) this.node.open = true;
  }

  async begin() {
    this.node.open = true;
    await this.#load();
    this.list?.focus();
  }

  // -- the passages ---------------------------------------------------------------------------------

  async #load() {
    this.loading ??= this.#more();
    await this.loading;
  }

  async #more() {
    const told = await this.#ask({ first: this.passages.length, count: MORE });
    if (!told) return;
    this.passages.push(...told.passages);
    this.of = told.of;
    if (!this.list) this.#frame();
    this.#draw();
    if (this.#parts().length > 1) await this.#preview();
  }

  async #ask(told) {
    const answer = await this.desk.ask("preview", { pane: "themes", at: this.at, ...told });
    return answer.error ? null : answer.preview;
  }

  #frame() {
    const most = this.desk.choices.most_parts;
    this.picks = h("fieldset", { class: "desk-reach" }, h("legend", {}, "What you click is an example of"));
    for (let part = 1; part <= most; part += 1)
      this.picks.append(
        h("label", {}, h("input", { type: "radio", name: `${this.desk.key}-part`, "data-key": `part-${part}`, checked: part === this.current, onchange: () => (this.current = part) }), `part ${part}`),
      );
    this.list = h("div", {
      class: "desk-passages",
      role: "listbox",
      tabindex: "0",
      "aria-multiselectable": "true",
      "aria-label": "Passages. A number from 1 to 9 makes one an example of that part, 0 of none",
      "data-key": "passages",
      onkeydown: (event) => this.#key(event),
      onclick: (event) => this.#click(event),
    });
    this.further = button("More passages", "", () => this.#more());
    this.told = h("div", { class: "desk-parts" });
    this.count = h("p", { class: "desk-none" });
    this.body.replaceChildren(
      h("p", { class: "desk-none" }, "Choose an example or more of each part. The other passages go to the part whose examples they are most like; what is like none stays in part 1, which keeps the theme's number."),
      this.picks,
      this.list,
      h("div", { class: "desk-actions" }, this.further, button("Choose none", "", () => this.#set(new Map(), "No examples")), button("Split by these examples", "", () => this.split())),
      this.count,
      this.told,
    );
  }

  #draw() {
    const id = (n) => `${this.desk.key}-passage-${n}`;
    this.list.replaceChildren(
      ...this.passages.map((one, n) => {
        const part = this.chosen.get(one.segment);
        const tag = part ? `part ${part}` : one.why;
        return h(
          "div",
          { role: "option", id: id(n), class: n === this.here ? "desk-at" : "", "data-n": n, "aria-selected": part ? "true" : "false", "aria-setsize": this.of, "aria-posinset": n + 1 },
          tag ? h("span", { class: `desk-tag${part ? " desk-sign-added" : ""}` }, tag) : null,
          one.text,
        );
      }),
    );
    if (this.passages.length) this.list.setAttribute("aria-activedescendant", id(this.here));
    this.further.hidden = this.passages.length >= this.of;
    this.count.textContent = `${many(this.passages.length)} of ${many(this.of)} passages are shown, ${many(this.chosen.size)} examples chosen.`;
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.passages.length - 1;
    const to = { ArrowDown: this.here + 1, ArrowUp: this.here - 1, Home: 0, End: last }[event.key];
    if (to !== undefined) this.#go(Math.min(Math.max(to, 0), last));
    else if (/^[0-9]$/.test(event.key)) this.#choose(this.here, Number(event.key));
    else if (event.key === " ") this.#toggle(this.here);
    else if (event.key === "Enter") this.split();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #click(event) {
    const one = event.target.closest("[role=option]");
    if (!one) return;
    this.here = Number(one.dataset.n);
    this.#toggle(this.here);
  }

  #go(n) {
    this.here = n;
    this.#draw();
    this.list.querySelector(".desk-at")?.scrollIntoView({ block: "nearest" });
    const one = this.passages[n];
    const part = this.chosen.get(one.segment);
    this.desk.say(`${part ? `Example of part ${part}. ` : ""}${one.text}`);
  }

  #toggle(n) {
    const held = this.chosen.get(this.passages[n].segment);
    this.#choose(n, held === this.current ? 0 : this.current);
  }

  #choose(n, part) {
    const chosen = new Map(this.chosen);
    const { segment } = this.passages[n];
    if (part) chosen.set(segment, part);
    else chosen.delete(segment);
    this.#set(chosen, part ? `Passage ${n + 1} is an example of part ${part}.` : `Passage ${n + 1} is no example.`);
  }

  #set(chosen, said) {
    this.chosen = chosen;
    this.pane.drafts.set(this.at, chosen);
    this.#draw();
    this.#preview(said);
  }

  #parts() {
    return [...new Set(this.chosen.values())].sort((a, b) => a - b);
  }

  // -- what follows ---------------------------------------------------------------------------------

  async #preview(said = "") {
    const names = this.#parts();
    if (names.length < 2) {
      this.told.replaceChildren();
      if (said) this.desk.say(`${said} Choose examples of two parts or more.`);
      return;
    }
    const chosen = this.chosen;
    const told = await this.#ask({ examples: Object.fromEntries(chosen) });
    if (!told || chosen !== this.chosen) return;
    const parts = told.parts.map((part, n) => partOf(part, names[n], `, ${many(part.chosen)} of them examples; nearest to these:`));
    const notes = [
      told.tied ? `${many(told.tied)} passages are as near to two parts, and go to the first of them.` : "",
      told.unlike ? `${many(told.unlike)} passages are like no example, and stay in part ${names[0]}.` : "",
    ].filter(Boolean);
    this.told.replaceChildren(...parts, ...notes.map((one) => h("p", { class: "desk-look" }, one)));
    if (said) this.desk.say([said, ...told.parts.map((part, n) => `Part ${names[n]}: ${many(part.segments)} segments.`), ...notes].join(" "));
  }

  async split() {
    if (this.#parts().length < 2) return this.desk.say("Choose examples of two parts or more first");
    return this.pane.decide({ mark: "split", examples: Object.fromEntries(this.chosen) }, "Split by these examples, from the next run on");
  }
}
