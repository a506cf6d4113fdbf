// A passage that can be read, and marked by mouse or, word by word, by keyboard.

class Passage {
  // `spans`: {start, end, kind, label, name} in code points; `heard` is told whenever a mark changes.
  constructor(text, spans, heard, label) {
    this.points = points(text);
    this.spans = spans;
    this.heard = heard;
    this.mark = null;
    this.tokens = this.#tokens();
    this.anchor = this.word = -1;
    this.node = h("div", {
      class: "desk-text",
      tabindex: "0",
      role: "textbox",
      "aria-readonly": "true",
      "aria-multiline": "true",
      "aria-label": label,
      "data-key": "text",
    });
    this.node.addEventListener("mouseup", () => this.#byMouse());
    this.node.addEventListener("keydown", (event) => this.#byKey(event));
    this.draw();
  }

  said(start, end) {
    return this.points.slice(start, end).join("");
  }

  #tokens() {
    const found = [];
    let start = -1;
    this.points.forEach((sign, at) => {
      if (/[\p{L}\p{N}]/u.test(sign)) {
        if (start < 0) start = at;
      } else if (start >= 0 && !/['’-]/.test(sign)) {
        found.push([start, at]);
        start = -1;
      }
    });
    if (start >= 0) found.push([start, this.points.length]);
    return found;
  }

  draw() {
    const cuts = new Set([0, this.points.length]);
    const at = this.word >= 0 ? this.tokens[this.word] : null;
    for (const { start, end } of this.spans) cuts.add(start).add(end);
    if (this.mark) cuts.add(this.mark[0]).add(this.mark[1]);
    if (at) cuts.add(at[0]).add(at[1]);
    const order = [...cuts].sort((a, b) => a - b);
    const parts = order.slice(0, -1).map((start, n) => this.#part(start, order[n + 1], at));
    this.node.replaceChildren(...parts);
  }

  #part(start, end, at) {
    const over = this.spans.filter((one) => one.start <= start && end <= one.end);
    const kinds = over.map((one) => `desk-is-${one.kind}`);
    if (this.mark && this.mark[0] <= start && end <= this.mark[1]) kinds.push("desk-marked");
    if (at && at[0] <= start && end <= at[1]) kinds.push("desk-here");
    const ends = over.filter((one) => one.end === end && one.label).map((one) => one.label);
    const made = h(over.length ? "mark" : "span", {
      class: kinds.join(" "),
      "data-start": start,
      "data-label": ends.length ? ends.join(", ") : null,
      title: over.map((one) => one.name).filter(Boolean).join("; ") || null,
    });
    made.textContent = this.said(start, end);
    return made;
  }

  set(start, end) {
    this.mark = end > start ? [start, end] : null;
    this.draw();
    this.heard(this.mark);
  }

  clear() {
    this.anchor = this.word = -1;
    if (this.mark) this.set(0, 0);
    else this.draw();
  }

  #place(node, offset) {
    if (node === this.node) {
      const child = this.node.childNodes[offset];
      return child ? Number(child.dataset.start) : this.points.length;
    }
    const part = (node.nodeType === Node.TEXT_NODE ? node.parentNode : node).closest("[data-start]");
    const inside = node.nodeType === Node.TEXT_NODE ? points(node.data.slice(0, offset)).length : 0;
    return part && this.node.contains(part) ? Number(part.dataset.start) + inside : null;
  }

  #byMouse() {
    const held = document.getSelection();
    if (!held.rangeCount || held.isCollapsed) return this.clear();
    const range = held.getRangeAt(0);
    let start = this.#place(range.startContainer, range.startOffset) ?? 0;
    let end = this.#place(range.endContainer, range.endOffset) ?? this.points.length;
    while (start < end && /\s/.test(this.points[start])) start += 1;
    while (end > start && /\s/.test(this.points[end - 1])) end -= 1;
    held.removeAllRanges();
    this.anchor = this.word = -1;
    return this.set(start, end);
  }

  #byKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step && this.tokens.length && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.#go(Math.min(Math.max(this.word + step, 0), this.tokens.length - 1), event.shiftKey);
    } else if (event.key === "Escape" && (this.mark || this.word >= 0)) {
      this.clear();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #go(word, marking) {
    if (!marking) this.anchor = -1;
    else if (this.anchor < 0) this.anchor = Math.max(this.word, 0);
    // The first step with Shift marks the word one stands on; each further one goes on from there.
    if (!(marking && this.anchor === this.word && !this.mark && this.word >= 0)) this.word = word;
    const [first, last] = [this.anchor, this.word].sort((a, b) => a - b);
    if (marking) this.set(this.tokens[first][0], this.tokens[last][1]);
    else if (this.mark) this.set(0, 0);
    else this.draw();
    this.node.querySelector(".desk-here")?.scrollIntoView({ block: "nearest" });
    if (!marking) this.heard(null, this.said(...this.tokens[this.word]));
  }
}
