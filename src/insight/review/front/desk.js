// The desk: panes, who decides, what is saved, and the keys.

const PANES = { identifiers: IdentifiersPane, codes: CodesPane, themes: ThemesPane, quotes: QuotesPane };

class Desk {
  constructor(model, el) {
    this.model = model;
    this.line = new Line(model, (told) => this.#heard(told), (error) => this.#wrong(error));
    this.key = this.line.key;
    this.places = {};
    this.root = h("section", { class: "desk", "aria-label": "Review desk" });
    this.root.addEventListener("keydown", (event) => this.#key(event));
    el.append(this.root);
    this.open();
  }

  close() {
    this.line.close();
    this.rows?.watch.disconnect();
  }

  // -- talking to the kernel ------------------------------------------------------------------------

  ask(verb, told = {}, patience = PATIENCE) {
    return this.line.ask(verb, told, patience);
  }

  #heard(told) {
    if (told.left) this.state = told;
    if (told.error) this.#wrong(told.error);
    else if (told.left || this.alert?.textContent === LATE) this.#wrong("");
  }

  #wrong(error) {
    if (!this.alert) return;
    this.alert.textContent = error;
    this.alert.hidden = !error;
  }

  // -- the frame ------------------------------------------------------------------------------------

  async open() {
    const told = await this.ask("open");
    if (told.error) {
      this.root.replaceChildren(h("p", { role: "alert" }, told.error));
      return;
    }
    this.panes = new Map(told.panes.map((one) => [one.name, one]));
    this.#frame(told);
    this.choose([...this.panes.keys()].find((name) => told.left[name]) ?? told.panes[0].name);
  }

  #frame(told) {
    this.by = h("input", { type: "text", "data-key": "by", autocomplete: "off", maxlength: 60, list: `${this.key}-names`, onchange: () => this.look({ by: this.by.value }) });
    this.by.value = told.by;
    this.tabs = h("div", { role: "tablist", class: "desk-tabs", "aria-label": "What to decide on", onkeydown: (event) => this.#turn(event) });
    for (const one of told.panes)
      this.tabs.append(
        h("button", { type: "button", role: "tab", id: `${this.key}-tab-${one.name}`, "aria-controls": `${this.key}-body`, "data-pane": one.name, onclick: () => this.choose(one.name) }),
      );
    this.alert = h("p", { class: "desk-alert", role: "alert", hidden: true });
    this.live = h("p", { class: "desk-quiet", role: "status", "aria-live": "polite" });
    this.side = h("div", { class: "desk-side" });
    this.panel = h("div", { class: "desk-panel", role: "region", "aria-label": "To decide on" });
    this.body = h("div", { class: "desk-body", role: "tabpanel", id: `${this.key}-body` }, this.side, this.panel);
    this.status = h("p", { class: "desk-status" });
    this.help = h("dl", { class: "desk-keys" });
    this.root.replaceChildren(
      h(
        "header",
        { class: "desk-top" },
        this.tabs,
        h("label", { class: "desk-field desk-who" }, h("span", {}, "You are"), this.by),
        h("datalist", { id: `${this.key}-names` }, told.names.map((name) => h("option", { value: name }))),
        button("Undo", "u", () => this.back("undo")),
        button("Redo", "U", () => this.back("redo")),
      ),
      this.alert,
      this.body,
      h("footer", { class: "desk-foot" }, this.status, h("details", { class: "desk-help" }, h("summary", {}, "Keys", h("kbd", { "aria-hidden": "true" }, "?")), this.help)),
      this.live,
    );
  }

  #state(saved) {
    const { by, left, lapsed, n, undo, redo } = this.state;
    for (const tab of this.tabs.children) {
      const name = tab.dataset.pane;
      tab.replaceChildren(this.panes.get(name).title, h("span", { class: "desk-count" }, `${many(left[name])} left${lapsed[name] ? `, ${many(lapsed[name])} lapsed` : ""}`));
    }
    if (saved) this.saved = `Saved ${new Date().toLocaleTimeString("en-GB")}`;
    const who = by ? `You are: ${by}` : "Say who you are before you decide";
    const told = [who, `${many(left[this.pane])} of ${many(n[this.pane])} left`, this.saved].filter(Boolean);
    this.status.textContent = told.join(" · ");
    for (const [name, count] of [["Undo", undo], ["Redo", redo]])
      this.root.querySelector(`.desk-top [data-key="${name}"]`).toggleAttribute("disabled", !count);
    this.rows.size(n[this.pane]);
    this.sieve.hidden = !lapsed[this.pane] && !this.rows.only;
    this.sieve.querySelector("span").textContent = `Only what lapsed (${many(lapsed[this.pane])})`;
    this.sieve.querySelector("input").checked = Boolean(this.rows.only);
  }

  // What lapsed when it is asked for stays in the list until all is shown again.
  async #only(wanted) {
    const pane = this.pane;
    const told = wanted ? await this.ask("lapsed", { pane }) : {};
    if (told.error || pane !== this.pane) return;
    this.rows.only = told.only?.length ? told.only : null;
    this.#state();
    this.rows.renew();
    await this.show(this.rows.only?.[0] ?? this.at, this.rows.only ? `${many(this.rows.only.length)} are shown.` : "All are shown.");
  }

  #turn(event) {
    const names = [...this.panes.keys()];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    this.choose(names[(names.indexOf(this.pane) + step + names.length) % names.length]);
    this.tabs.querySelector("[aria-selected=true]").focus();
  }

  async choose(name, at) {
    this.rows?.watch.disconnect();
    this.pane = name;
    this.choices = this.panes.get(name).choices;
    this.shown = "";
    this.showing = null;
    this.at = at ?? this.places[name] ?? 0;
    this.view = new PANES[name](this);
    this.rows = new Rows(this, this.panes.get(name).title);
    this.sieve = h("label", { class: "desk-check desk-sieve", hidden: true }, h("input", { type: "checkbox", "data-key": "lapsed", onchange: (event) => this.#only(event.target.checked) }), h("span", {}));
    this.side.replaceChildren(this.sieve, this.rows.box);
    for (const tab of this.tabs.children) {
      const chosen = tab.dataset.pane === name;
      tab.setAttribute("aria-selected", chosen ? "true" : "false");
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) this.body.setAttribute("aria-labelledby", tab.id);
    }
    this.help.replaceChildren(...[...this.view.help(), ...COMMON].map(([key, told]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, told))));
    this.#state();
    if (!this.state.n[name]) {
      this.panel.replaceChildren(h("p", { class: "desk-none" }, "There is nothing to decide on here."));
      return;
    }
    const first = at ?? this.places[name] ?? (await this.ask("left", { pane: name, at: this.state.n[name] - 1 })).at ?? 0;
    // Somebody may have gone elsewhere by key meanwhile.
    if (this.pane === name && !this.showing) await this.show(first);
  }

  // -- one thing to decide on -----------------------------------------------------------------------

  show(at, said = "", given = null) {
    this.showing = this.#show(at, said, given);
    return this.showing;
  }

  #isShown() {
    return this.shown === `${this.pane} ${this.at}`;
  }

  // A key pressed before its text is there waits for it: nobody decides on what they cannot see.
  async #onceShown(action) {
    for (let held = null; !this.#isShown() && held !== this.showing; ) {
      held = this.showing;
      await held;
    }
    if (this.#isShown()) action();
  }

  async #show(at, said, given) {
    const pane = this.pane;
    this.at = this.places[pane] = at;
    if (this.rows.line(at) < 0) {
      this.rows.only = null;
      this.#state();
    }
    this.rows.select(at);
    const told = given ?? (await this.ask("item", { pane, at }));
    if (told.error || pane !== this.pane || at !== this.at) return;
    const held = this.panel.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const top = this.shown === `${pane} ${at}` ? this.panel.scrollTop : 0;
    this.shown = `${pane} ${at}`;
    this.panel.replaceChildren(...this.view.view(told.item, told.row).filter(Boolean));
    this.panel.scrollTop = top;
    if (held) (this.#named(held) ?? this.#named("text") ?? this.rows.box).focus({ preventScroll: true });
    const where = `${many(this.rows.line(at) + 1)} of ${many(this.rows.n)}${told.row.mark ? `, ${told.row.mark}` : ""}.`;
    this.say([said, where, this.view.announced(told.item)].filter(Boolean).join(" "));
  }

  #named(key) {
    return this.panel.querySelector(`[data-key="${CSS.escape(key)}"]:not([disabled])`);
  }

  focus(key) {
    (this.#named(key) ?? this.rows.box).focus();
  }

  say(told) {
    this.live.textContent = told;
  }

  async look(told) {
    const done = await this.ask("look", told);
    this.by.value = this.state.by;
    if (done.error) return;
    this.rows.only = null;
    this.#state();
    this.rows.renew();
    await this.show(this.at, told.by ? `You are ${this.state.by}.` : "");
  }

  // What was decided is in the ledger when the answer comes.
  async decide(told, said, { onward = false } = {}) {
    if (!this.#isShown() || !this.#known()) return;
    const pane = this.pane;
    // Where only some are shown, the next is the next of these.
    const next = onward && this.rows.only ? this.rows.from(1) : null;
    const done = await this.ask("decide", { ...told, pane, at: this.at, onward: onward && next === null });
    if (done.error || pane !== this.pane) return;
    this.#state(done.changed > 0);
    await this.show(next ?? done.at, `${said}, saved. ${many(this.state.left[pane])} left.`, next === null ? done : null);
    this.rows.renew();
  }

  // Writing a memo takes its time: it is de-identified before it is kept.
  async note(kind, words) {
    if (!this.#isShown() || !this.#known()) return "";
    this.say("Saving the memo");
    const done = await this.ask("note", { pane: this.pane, at: this.at, kind, words }, 8 * PATIENCE);
    if (!done.error) this.say(done.told);
    return done.error ? "" : done.told;
  }

  #known() {
    if (this.state.by) return true;
    this.#wrong("Say who you are before you decide.");
    this.by.focus();
    return false;
  }

  async back(verb) {
    const done = await this.ask(verb);
    if (done.error) return;
    if (done.pane !== this.pane) await this.choose(done.pane, done.at);
    this.#state(true);
    await this.show(done.at, verb === "undo" ? "Undone, saved." : "Done again, saved.", done);
    this.rows.renew();
  }

  // -- keys -----------------------------------------------------------------------------------------

  #key(event) {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if ((ctrlKey || metaKey) && !altKey && !isField(event.target)) {
      const verb = { z: shiftKey ? "redo" : "undo", y: "redo" }[key.toLowerCase()];
      if (verb) this.#taken(event, () => this.back(verb));
      return;
    }
    // Nothing that is typed here is a shortcut of the notebook around it.
    event.stopPropagation();
    if (ctrlKey || metaKey || altKey || isField(event.target) || !this.view) return;
    if (event.target.closest("summary, [role=tab], button") && (key === "Enter" || key === " ")) return;
    const [common, own] = [this.#common()[key], this.view.keys()[key]];
    if (common) this.#taken(event, common);
    else if (own) this.#taken(event, () => this.#onceShown(own));
  }

  #taken(event, action) {
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  #common() {
    const names = [...this.panes.keys()];
    const turn = (step) => this.choose(names[(names.indexOf(this.pane) + step + names.length) % names.length]);
    return {
      j: () => this.show(this.rows.from(1)),
      k: () => this.show(this.rows.from(-1)),
      u: () => this.back("undo"),
      U: () => this.back("redo"),
      "]": () => turn(1),
      "[": () => turn(-1),
      "?": () => this.root.querySelector(".desk-help").toggleAttribute("open"),
    };
  }
}

const COMMON = [
  ["j, k", "next, previous (in the list also ↓ ↑)"],
  ["← →", "in the text: word by word; with Shift they are marked; Esc unmarks"],
  ["u, U", "undo, redo (also Ctrl+Z, Ctrl+Shift+Z)"],
  ["[ ]", "another pane"],
];

export default {
  render({ model, el }) {
    const desk = new Desk(model, el);
    return () => desk.close();
  },
};
