// Codes: given by key, by finding their name, to a segment or to marked words of it.

const CODE_KEYS = [..."1234567890abcdefghilopqrstvwz"];
const SIGNS = { "-": "-", "=": "0", "+": "+", "~": "~" };
const TONES = { "": "not said", "-": "negative", "0": "neutral", "+": "positive", "~": "mixed" };

class CodesPane {
  constructor(desk) {
    this.desk = desk;
    this.last = null;
    this.codes = desk.choices.codes.map((one, n) => ({ ...one, key: CODE_KEYS[n] ?? "" }));
    this.titles = new Map(this.codes.map((one) => [one.code, one.title]));
  }

  keys() {
    const given = this.codes.filter((one) => one.key).map((one) => [one.key, () => this.toggle(one.code)]);
    const toned = Object.entries(SIGNS).map(([key, tone]) => [key, () => this.tone(tone)]);
    return {
      ...Object.fromEntries(given),
      ...Object.fromEntries(toned),
      "/": () => this.desk.focus("find"),
      y: () => this.#judge(true),
      x: () => this.#judge(false),
      G: () => this.#first(true),
      L: () => this.#first(false),
      Enter: () => this.read(),
    };
  }

  help() {
    return [
      ["1 a …", "give the code with this key, or take it back"],
      ["/", "find a code by its name; Enter gives it"],
      ["- = + ~", "the last code is negative, neutral, positive, mixed"],
      ["Enter", "read: no further code; go to the next"],
      ["y, x", "accept or reject the first suggestion"],
      ["G, L", "give the first code that lapsed again, or let it go"],
    ];
  }

  view(item, row) {
    this.item = item;
    const length = points(item.text).length;
    const spans = item.own
      .filter((one) => one.end - one.start < length)
      .map((one) => ({ start: one.start, end: one.end, kind: "coded", label: one.code, name: this.#title(one.code) }));
    this.passage = new Passage(item.text, spans, (mark, word) => this.#heard(mark, word), "What was said");
    this.target = h("p", { class: "desk-target" });
    this.#aim(null);
    return [
      this.#options(),
      h("h3", {}, [item.source, item.who].filter(Boolean).join(", "), row.mark ? h("span", { class: "desk-tag" }, row.mark) : null),
      item.drawn ? h("p", { class: "desk-none" }, `Drawn to be coded, round ${item.drawn}: shown blind until you have.`) : null,
      item.question ? h("p", { class: "desk-question" }, item.question) : null,
      this.passage.node,
      this.#lapsed(item),
      this.#own(item, length),
      this.target,
      this.#palette(item),
      h("div", { class: "desk-actions" }, button("Read, no further code", "Enter", () => this.read(), { id: "read" }), item.read ? button("Not read yet", "", () => this.desk.decide({ mark: "unread" }, "Open again")) : null),
      this.#suggested(item),
      this.#others(item),
      memo(this.desk),
    ];
  }

  announced(item) {
    const [own, gone] = [item.own, item.lapsed].map((of) => of.map((one) => this.#title(one.code)).join(", "));
    return `${item.question ? `Asked: ${item.question} ` : ""}${item.text}${own ? ` Your codes: ${own}.` : ""}${gone ? ` Lapsed: ${gone}.` : ""}`;
  }

  #title(code) {
    return this.titles.get(code) ?? code;
  }

  #heard(mark, word) {
    this.#aim(mark);
    if (mark) this.desk.say(`Marked: ${this.passage.said(...mark)}`);
    else if (word) this.desk.say(word);
  }

  #aim(mark) {
    this.target.replaceChildren(
      "A code goes to ",
      mark ? h("q", {}, this.passage.said(...mark)) : "the whole segment; mark words to code less",
    );
  }

  // -- what lapsed ----------------------------------------------------------------------------------

  #lapsed(item) {
    if (!item.lapsed.length) return null;
    const line = (one, n) =>
      h(
        "li",
        {},
        h("strong", {}, `${one.code} ${this.#title(one.code)}`),
        h(
          "div",
          { class: "desk-marks" },
          button("Give again", n ? "" : "G", () => this.#again(one, true), { id: `again-${n}`, props: { "aria-label": `Give ${this.#title(one.code)} again` } }),
          button("Let go", n ? "" : "L", () => this.#again(one, false), { id: `let-${n}`, props: { "aria-label": `Let ${this.#title(one.code)} go` } }),
        ),
      );
    return h(
      "section",
      { class: "desk-look", "aria-label": "Codes that lapsed" },
      h("h4", {}, "You gave these codes to other words: another redaction was made or taken back since"),
      h("ul", { class: "desk-own" }, item.lapsed.map(line)),
    );
  }

  #first(given) {
    const one = this.item.lapsed[0];
    return one ? this.#again(one, given) : this.desk.say("No code lapsed here");
  }

  #again(one, given) {
    const [start, end] = this.passage.mark ?? [0, points(this.item.text).length];
    const told = { mark: given ? "apply" : "remove", code: one.code, start, end };
    return this.desk.decide(given ? { ...told, marks: this.#marks(one) } : told, `${this.#title(one.code)} ${given ? "given again" : "let go"}`);
  }

  // -- one's own codes ------------------------------------------------------------------------------

  #own(item, length) {
    if (!item.own.length) return h("p", { class: "desk-none" }, item.read ? "Read: no code applies." : "No code of yours yet.");
    return h("ul", { class: "desk-own", "aria-label": "Your codes" }, item.own.map((one, n) => this.#given(one, n, length)));
  }

  #given(one, n, length) {
    const code = this.codes.find((each) => each.code === one.code);
    const part = one.end - one.start < length;
    const field = (label, name, options) =>
      choice(label, `${name}-${n}`, options, one[name] ?? "", {
        "aria-label": `${label} of ${this.#title(one.code)}`,
        onchange: (event) => this.#mark(one, { [name]: name.startsWith("rung") ? Number(event.target.value) || null : event.target.value }),
      });
    const rungs = [["", "not said"], ...(code?.rungs?.length ? code.rungs : Array(7).fill("")).map((told, at) => [at + 1, `${at + 1} ${told}`.trim()])];
    const named = (list) => list.map((told) => [told, words(told) || "not said"]);
    return h(
      "li",
      {},
      h("strong", {}, `${one.code} ${this.#title(one.code)}`),
      part ? h("q", {}, this.passage.said(one.start, one.end)) : null,
      h(
        "div",
        { class: "desk-marks" },
        field("Valence", "valence", Object.entries(TONES)),
        code?.ordinal ? field("Rung claimed", "rung_claimed", rungs) : null,
        code?.ordinal ? field("Rung lived", "rung_experienced", rungs) : null,
        field("Knowledge", "attribution", named(this.desk.choices.attributions)),
        field("About", "target_org", named(this.desk.choices.organisations)),
        button("Take back", "", () => this.#remove(one), { id: `remove-${n}`, props: { "aria-label": `Take back ${this.#title(one.code)}` } }),
      ),
    );
  }

  #marks(one) {
    const { valence, rung_claimed, rung_experienced, attribution, target_org } = one;
    return { valence, rung_claimed, rung_experienced, attribution, target_org };
  }

  #mark(one, changed) {
    const marks = { ...this.#marks(one), ...changed };
    const { code, start, end } = one;
    return this.desk.decide({ mark: "apply", code, start, end, marks }, "Saved");
  }

  #remove({ code, start, end }) {
    return this.desk.decide({ mark: "remove", code, start, end }, `${this.#title(code)} taken back`);
  }

  tone(valence) {
    const same = (one) => this.last && one.code === this.last.code && one.start === this.last.start && one.end === this.last.end;
    const one = this.item.own.find(same) ?? this.item.own.at(-1);
    if (!one) return this.desk.say("Give a code first");
    return this.#mark(one, { valence });
  }

  // -- the codebook ---------------------------------------------------------------------------------

  #palette(item) {
    const given = new Set(item.own.map((one) => one.code));
    const find = h("input", {
      type: "text",
      "data-key": "find",
      autocomplete: "off",
      "aria-describedby": `${this.desk.key}-definition`,
      oninput: () => this.#sift(find.value),
      onkeydown: (event) => this.#found(event, find),
    });
    this.list = h("div", { class: "desk-codes" });
    for (const [group, codes] of this.#groups()) {
      this.list.append(
        h(
          "div",
          { role: "group", "aria-label": group || "Codes" },
          group ? h("h4", {}, group) : null,
          codes.map((one) => this.#code(one, given.has(one.code))),
        ),
      );
    }
    this.definition = h("p", { class: "desk-definition", id: `${this.desk.key}-definition` }, "What a code means stands here while you are on it.");
    return h(
      "section",
      { class: "desk-palette", "aria-label": "Codebook" },
      h("label", { class: "desk-field desk-wide" }, h("span", {}, "Find a code", h("kbd", { "aria-hidden": "true" }, "/")), find),
      this.definition,
      this.list,
    );
  }

  #groups() {
    const groups = new Map();
    for (const one of this.codes) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
    return groups;
  }

  #code(one, given) {
    const explain = () => this.#explain(one);
    return h(
      "button",
      {
        type: "button",
        class: "desk-code",
        "aria-pressed": given ? "true" : "false",
        "data-key": `code-${one.code}`,
        "data-code": one.code,
        onclick: () => this.toggle(one.code),
        onfocus: explain,
        onmouseenter: explain,
      },
      one.key ? h("kbd", { "aria-hidden": "true" }, one.key) : null,
      h("span", {}, `${one.code} ${one.title}`),
    );
  }

  #explain(one) {
    const parts = [one.definition];
    if (one.include.length) parts.push(`Include: ${one.include.join("; ")}.`);
    if (one.exclude.length) parts.push(`Not: ${one.exclude.join("; ")}.`);
    this.definition.replaceChildren(h("strong", {}, one.title), ` ${parts.join(" ")}`);
  }

  #matches(said) {
    const wanted = said.trim().toLowerCase();
    const rank = (one) => {
      const [code, title] = [one.code.toLowerCase(), one.title.toLowerCase()];
      if (code === wanted) return 0;
      if (code.startsWith(wanted) || title.startsWith(wanted)) return 1;
      if (title.split(/\s+/).some((word) => word.startsWith(wanted))) return 2;
      return title.includes(wanted) ? 3 : 9;
    };
    const ranked = this.codes.map((one) => [rank(one), one]).filter(([n]) => n < 9);
    return ranked.sort(([a], [b]) => a - b).map(([, one]) => one);
  }

  #sift(said) {
    const kept = new Set(this.#matches(said).map((one) => one.code));
    for (const one of this.list.querySelectorAll("[data-code]")) one.hidden = !kept.has(one.dataset.code);
    const first = said.trim() ? this.#matches(said)[0] : null;
    if (first) {
      this.#explain(first);
      this.desk.say(`${kept.size} codes; Enter gives ${first.title}`);
    } else if (!kept.size) this.desk.say("No code has this name");
  }

  #found(event, find) {
    if (event.key === "Escape") {
      find.value = "";
      this.#sift("");
      this.desk.focus("text");
    } else if (event.key === "Enter" && find.value.trim()) {
      const first = this.#matches(find.value)[0];
      if (first) {
        this.desk.focus("text");
        this.toggle(first.code);
      }
    }
  }

  // -- deciding -------------------------------------------------------------------------------------

  toggle(code) {
    const [start, end] = this.passage.mark ?? [0, points(this.item.text).length];
    const held = this.item.own.find((one) => one.code === code && one.start === start && one.end === end);
    if (held) return this.#remove(held);
    this.last = { code, start, end };
    return this.desk.decide({ mark: "apply", code, start, end, marks: {} }, `${this.#title(code)} given`);
  }

  read() {
    return this.desk.decide({ mark: "read" }, "Read", { onward: true });
  }

  // -- others ---------------------------------------------------------------------------------------

  #suggested(item) {
    if (!item.suggested?.length) return null;
    return h(
      "section",
      { "aria-label": "The machine suggests" },
      h("h4", {}, "The machine suggests"),
      h(
        "ul",
        { class: "desk-own" },
        item.suggested.map((one, n) =>
          h(
            "li",
            { class: one.state ? "desk-settled" : "" },
            h("strong", {}, `${one.code} ${this.#title(one.code)}`),
            h("span", {}, ` probability ${one.probability.toFixed(2)}${one.state ? `, ${one.state}` : ""}`),
            one.state
              ? null
              : h(
                  "div",
                  { class: "desk-marks" },
                  button("Accept", "y", () => this.#judged(one, true), { id: `yes-${n}`, props: { "aria-label": `Accept ${this.#title(one.code)}` } }),
                  button("Reject", "x", () => this.#judged(one, false), { id: `no-${n}`, props: { "aria-label": `Reject ${this.#title(one.code)}` } }),
                ),
          ),
        ),
      ),
    );
  }

  #judge(accepted) {
    const open = (this.item.suggested ?? []).find((one) => !one.state);
    if (!open) return this.desk.say("There is no suggestion to judge");
    return this.#judged(open, accepted);
  }

  #judged({ code, start, end, valence }, accepted) {
    const told = accepted ? { mark: "apply", code, start, end, marks: { valence } } : { mark: "remove", code, start, end };
    return this.desk.decide(told, `${this.#title(code)} ${accepted ? "accepted" : "rejected"}`);
  }

  #others(item) {
    if (!item.others?.length) return null;
    const line = (one) => {
      const part = this.passage.said(one.start, one.end);
      const tone = one.valence ? `, ${TONES[one.valence]}` : "";
      return h("li", {}, `${one.coder}, round ${one.round}: ${one.code} ${this.#title(one.code)}${tone} `, part === item.text ? null : h("q", {}, part));
    };
    return h("section", { "aria-label": "Codes of others" }, h("h4", {}, "Codes of others"), h("ul", { class: "desk-said" }, item.others.map(line)));
  }

  #options() {
    const { blind, round } = this.desk.state;
    const number = h("input", {
      type: "number",
      min: "1",
      max: "99",
      "data-key": "round",
      onchange: () => this.desk.look({ round: Number(number.value) }),
    });
    number.value = round;
    return h(
      "div",
      { class: "desk-actions desk-options" },
      h("label", { class: "desk-field" }, h("span", {}, "Round"), number),
      h(
        "label",
        { class: "desk-check" },
        h("input", { type: "checkbox", checked: blind, "data-key": "blind", onchange: (event) => this.desk.look({ blind: event.target.checked }) }),
        "Blind: no codes of others, none of the machine",
      ),
    );
  }
}
