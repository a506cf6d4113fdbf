// Themes: accepted and named, hidden, merged, split after looking at its parts.

class ThemesPane {
  constructor(desk) {
    this.desk = desk;
    // What was chosen as examples and not decided yet, by theme.
    this.drafts = new Map();
  }

  keys() {
    return {
      a: () => this.accept(),
      h: () => this.decide({ mark: "hide" }, "Hidden"),
      o: () => this.decide({ mark: "candidate" }, "Open again"),
      n: () => this.desk.focus("name"),
      m: () => this.desk.focus("into"),
      s: () => this.desk.focus("parts"),
      e: () => this.examples.begin(),
      t: () => this.decide({ mark: "forget" }, "Taken back"),
    };
  }

  help() {
    return [
      ["a", "accept it under this name"],
      ["n", "give it another name; Enter renames"],
      ["h", "hide: it is not in the report"],
      ["o", "leave it open"],
      ["m", "choose a theme to merge it into"],
      ["s", "choose into how many parts to split it"],
      ["e", "choose examples of its parts: ↓ ↑ a passage, 1 to 9 its part, 0 none"],
      ["t", "take back all that was decided on it"],
    ];
  }

  view(item, row) {
    this.item = item;
    this.examples = new Examples(this, this.desk.at);
    const state = item.standing === "merged" ? `merged into ${item.into}` : item.standing;
    return [
      h("h3", {}, item.name || row.text, state ? h("span", { class: "desk-tag" }, state) : null),
      item.conflict ? h("p", { class: "desk-look" }, item.conflict) : null,
      item.keywords ? h("p", { class: "desk-question" }, item.keywords) : null,
      h("p", {}, `${many(item.people)} people, ${many(item.segments)} segments`),
      this.#naming(item),
      h("h4", {}, "What it holds"),
      h(
        "ul",
        { class: "desk-said", tabindex: "0", "data-key": "text", "aria-label": "Examples" },
        item.exemplars.map((one) => this.#example(one)),
      ),
      this.#merging(item),
      this.#splitting(item),
      item.segments ? this.examples.node : null,
      memo(this.desk),
    ];
  }

  announced(item) {
    return `${item.name}. ${item.keywords}. ${item.exemplars.length} examples.`;
  }

  #example(told) {
    const [, why, text] = told.match(/^\[(\w+)\] ([^]*)$/u) ?? [null, "", told];
    return h("li", {}, why ? h("span", { class: "desk-tag" }, why) : null, " ", text);
  }

  #naming(item) {
    this.name = h("input", {
      type: "text",
      maxlength: this.desk.choices.longest,
      "data-key": "name",
      autocomplete: "off",
      onkeydown: (event) => {
        if (event.key === "Enter") this.rename();
      },
    });
    this.name.value = item.name;
    return h(
      "div",
      { class: "desk-actions" },
      h("label", { class: "desk-field desk-wide" }, h("span", {}, "Name"), this.name),
      button("Accept", "a", () => this.accept()),
      button("Rename", "", () => this.rename()),
      button("Hide", "h", () => this.decide({ mark: "hide" }, "Hidden")),
      button("Leave open", "o", () => this.decide({ mark: "candidate" }, "Open again")),
      button("Take back", "t", () => this.decide({ mark: "forget" }, "Taken back")),
    );
  }

  #merging(item) {
    const targets = item.targets.map((one) => [one.theme, one.name]);
    this.into = choice("Belongs to", "into", [["", "choose a theme"], ...targets], "");
    return h(
      "div",
      { class: "desk-actions" },
      this.into,
      button("Merge", "", () => this.merge()),
      button("Take the merger back", "", () => this.decide({ mark: "undo" }, "Taken back")),
    );
  }

  #splitting(item) {
    const most = this.desk.choices.most_parts;
    const numbers = Array.from({ length: most - 1 }, (_, n) => [n + 2, `${n + 2} parts`]);
    this.parts = choice("Split into", "parts", numbers, item.parts || 2);
    this.shown = h("div", { class: "desk-parts" });
    return h(
      "div",
      {},
      h(
        "div",
        { class: "desk-actions" },
        this.parts,
        button("Show the parts", "", () => this.preview()),
        button("Split", "", () => this.split()),
      ),
      this.shown,
    );
  }

  #count() {
    return Number(this.parts.querySelector("select").value);
  }

  async preview() {
    const told = await this.desk.ask("preview", { pane: "themes", at: this.desk.at, parts: this.#count() });
    const parts = told.preview?.parts ?? [];
    this.shown.replaceChildren(...parts.map((part, n) => partOf(part, n + 1)));
    this.desk.say(parts.length ? `${parts.length} parts are shown` : "It cannot be split into so many parts");
    if (!parts.length && !told.error) this.shown.textContent = "It cannot be split into so many parts.";
  }

  accept() {
    return this.decide({ mark: "accept", name: this.name.value }, "Accepted");
  }

  rename() {
    return this.decide({ mark: "rename", name: this.name.value }, "Renamed");
  }

  merge() {
    const into = this.into.querySelector("select").value;
    if (into === "") return this.desk.say("Choose a theme to merge it into first");
    return this.decide({ mark: "merge", into: Number(into) }, "Merged");
  }

  split() {
    return this.decide({ mark: "split", parts: this.#count() }, "Split, from the next run on");
  }

  decide(told, said) {
    return this.desk.decide(told, said);
  }
}
