// Passages to be read: a page of them at a time, asked for when they are to be seen.

const PASSAGES = 25;

function showPassages({ model, el }) {
  const state = h("p", { class: "desk-facts", role: "status" });
  const list = h("ol", { class: "passages", tabindex: "0", "aria-label": "Passages" });
  let first = 0;
  const ask = (at) => model.send({ verb: "rows", first: at, count: PASSAGES });
  const back = button("Earlier", "", () => ask(Math.max(first - PASSAGES, 0)), { id: "back" });
  const on = button("Later", "", () => ask(first + PASSAGES), { id: "on" });
  const heard = (told) => {
    if (!told.rows) return;
    first = told.first;
    state.textContent = told.n
      ? `${many(first + 1)} to ${many(first + told.rows.length)} of ${many(told.n)}`
      : "Nothing was said.";
    back.disabled = first === 0;
    on.disabled = first + told.rows.length >= told.n;
    list.start = first + 1;
    list.replaceChildren(
      ...told.rows.map((row) =>
        h(
          "li",
          {},
          row.question_asked ? h("p", {}, h("small", {}, row.question_asked)) : null,
          h("p", {}, row.text),
          h("p", {}, h("small", {}, [row.number, row.who, row.segment_id].filter(Boolean).join(" · "))),
        ),
      ),
    );
  };
  model.on("msg:custom", heard);
  el.append(h("div", { class: "desk" }, state, list, back, on));
  ask(0);
  return () => model.off("msg:custom", heard);
}

export default { render: showPassages };
