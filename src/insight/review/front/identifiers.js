// Identifiers: each in its text; accepted, rejected, of another kind, or added.

class IdentifiersPane {
  constructor(desk) {
    this.desk = desk;
    this.reach = "here";
  }

  keys() {
    return {
      a: () => this.decide("accept"),
      r: () => this.decide("reject"),
      c: () => this.desk.focus("kind"),
      e: () => this.#turn(),
      t: () => this.decide("undo"),
      "+": () => this.add(),
    };
  }

  help() {
    return [
      ["a", "accept: it is replaced"],
      ["r", "reject: it stays in the text"],
      ["c", "choose another kind; Enter changes it"],
      ["e", "here, or everywhere in the study"],
      ["t", "take back what was decided on it"],
      ["+", "add the marked words"],
    ];
  }

  view(item, row) {
    this.item = item;
    const spans = item.marks.map((one) => ({
      start: one.start,
      end: one.end,
      kind: one.decision,
      label: words(one.kind),
      name: `${words(one.kind)}, ${one.decision}${one.by ? ` by ${one.by}` : ""}`,
    }));
    spans.push({ start: item.start, end: item.end, kind: "current", label: "", name: "" });
    this.passage = new Passage(item.text, spans, (mark, word) => this.#heard(mark, word), "What was said");
    const said = this.passage.said(item.start, item.end);
    return [
      h("h3", {}, h("q", {}, said), `, ${words(item.kind)}`, row.mark ? h("span", { class: "desk-tag" }, row.mark) : null),
      item.question ? h("p", { class: "desk-question" }, item.question) : null,
      this.passage.node,
      this.#actions(item),
      facts(
        ["Stands in", item.where],
        ["Found by", item.detector.replaceAll("+", ", ")],
        ["How sure", item.added ? "" : item.score.toFixed(2)],
        ["Replaced by", item.replacement],
        ["Found", item.times > 1 ? `${many(item.times)} times in this study` : ""],
        ["Decided", row.mark ? row.note : ""],
      ),
    ];
  }

  announced(item) {
    return `“${points(item.text).slice(item.start, item.end).join("")}”, ${words(item.kind)}. In: ${item.text}`;
  }

  #actions(item) {
    const kinds = this.desk.choices.kinds.map((one) => [one, words(one)]);
    this.kind = choice("Kind", "kind", kinds, item.kind, {
      onkeydown: (event) => {
        if (event.key === "Enter") this.#kindGiven();
      },
    });
    this.adding = button("Add marked words", "+", () => this.add(), { props: { disabled: true } });
    return h(
      "div",
      { class: "desk-actions" },
      h(
        "div",
        { class: "desk-row-of" },
        button("Accept", "a", () => this.decide("accept")),
        button("Reject", "r", () => this.decide("reject")),
        button("Take back", "t", () => this.decide("undo")),
        this.#reaches(),
      ),
      h(
        "div",
        { class: "desk-row-of" },
        this.kind,
        button("Change kind", "c", () => this.decide("change kind"), { id: "change" }),
        this.adding,
      ),
    );
  }

  #reaches() {
    return h(
      "fieldset",
      { class: "desk-reach" },
      h("legend", {}, "Applies", h("kbd", { "aria-hidden": "true" }, "e")),
      this.desk.choices.reaches.map((one) =>
        h(
          "label",
          {},
          h("input", {
            type: "radio",
            name: `${this.desk.key}-reach`,
            value: one,
            checked: one === this.reach,
            "data-key": `reach-${one}`,
            onchange: () => (this.reach = one),
          }),
          one,
        ),
      ),
    );
  }

  #turn() {
    this.reach = this.reach === "here" ? "everywhere" : "here";
    for (const one of this.desk.panel.querySelectorAll(".desk-reach input"))
      one.checked = one.value === this.reach;
    this.desk.say(`Applies ${this.reach}`);
  }

  #heard(mark, word) {
    this.adding.toggleAttribute("disabled", !mark);
    if (mark) this.desk.say(`Marked: ${this.passage.said(...mark)}. Press + to add it.`);
    else if (word) this.desk.say(word);
  }

  #kindGiven() {
    if (this.passage.mark) this.add();
    else this.decide("change kind");
  }

  async decide(mark) {
    const told = { mark, reach: this.reach, kind: this.kind.querySelector("select").value };
    const said = { accept: "Accepted", reject: "Rejected", undo: "Taken back" }[mark] ?? "Kind changed";
    await this.desk.decide(told, said, { onward: mark === "accept" || mark === "reject" });
  }

  async add() {
    if (!this.passage.mark) {
      this.desk.say("Mark words in the text first");
      return;
    }
    const [start, end] = this.passage.mark;
    const kind = this.kind.querySelector("select").value;
    await this.desk.decide({ mark: "add", start, end, kind, reach: this.reach }, `Added as ${words(kind)}`);
  }
}
