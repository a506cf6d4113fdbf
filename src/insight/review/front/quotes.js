// Quotes: approved for publication, or vetoed.

class QuotesPane {
  constructor(desk) {
    this.desk = desk;
  }

  keys() {
    return {
      a: () => this.decide("approve"),
      v: () => this.decide("veto"),
      t: () => this.decide("undo"),
    };
  }

  help() {
    return [
      ["a", "approve: these words may be printed"],
      ["v", "veto: they never are"],
      ["t", "take back what was decided on it"],
    ];
  }

  view(item, row) {
    return [
      h("h3", {}, "May these words be printed?", row.mark ? h("span", { class: "desk-tag" }, row.mark) : null),
      h(
        "figure",
        { class: "desk-quote" },
        h("blockquote", { tabindex: "0", "data-key": "text" }, item.text),
        h("figcaption", {}, item.said_by),
      ),
      item.look_at.length
        ? h("div", { class: "desk-look" }, h("h4", {}, "Look at"), h("ul", {}, item.look_at.map((one) => h("li", {}, one))))
        : null,
      h(
        "div",
        { class: "desk-actions" },
        button("Approve", "a", () => this.decide("approve")),
        button("Veto", "v", () => this.decide("veto")),
        button("Take back", "t", () => this.decide("undo")),
      ),
      facts(
        ["Stands for", item.subjects.join("; ")],
        ["Source", item.source],
        ["In the report", item.spare ? "only if another is vetoed" : "when approved"],
        ["Decided by", item.decided_by],
      ),
    ];
  }

  announced(item) {
    const look = item.look_at.length ? ` Look at: ${item.look_at.join("; ")}.` : "";
    return `${item.text} Said by ${item.said_by}.${look}`;
  }

  async decide(mark) {
    const said = { approve: "Approved", veto: "Vetoed", undo: "Taken back" }[mark];
    await this.desk.decide({ mark }, said, { onward: mark !== "undo" });
  }
}
