// The line to the kernel: what is asked, and the answer when it comes.

const PATIENCE = 15000;
const LATE = "The kernel is busy, or gone. What was saved is kept. If this does not pass, run the cell again.";
let lines = 0;

class Line {
  // `heard` is told every answer, `late` that one does not come.
  constructor(model, heard, late) {
    this.model = model;
    this.key = `desk-${Date.now().toString(36)}-${(lines += 1)}`;
    this.heard = heard;
    this.late = late;
    this.waiting = new Map();
    this.asked = 0;
    this.hear = (told) => this.#hear(told);
    model.on("msg:custom", this.hear);
  }

  close() {
    this.model.off("msg:custom", this.hear);
  }

  ask(verb, told, patience) {
    const id = `${this.key}-${(this.asked += 1)}`;
    return new Promise((done) => {
      const late = setTimeout(() => this.late(LATE), patience);
      this.waiting.set(id, { done, late });
      this.model.send({ ...told, verb, id });
    });
  }

  #hear(told) {
    const held = this.waiting.get(told.id);
    if (!held) return;
    clearTimeout(held.late);
    this.waiting.delete(told.id);
    this.heard(told);
    held.done(told);
  }
}
