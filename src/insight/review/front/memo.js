// A memo on what is shown: kept as it is once names are taken out of it.

const memo = (desk) => {
  const kinds = desk.choices.memos.map((one) => [one, one]);
  const kind = choice("Kind", "memo-kind", kinds, kinds[0][0]);
  const field = h("textarea", { rows: 3, "data-key": "memo" });
  const told = h("p", { class: "desk-none" });
  const keep = async () => {
    const said = await desk.note(kind.querySelector("select").value, field.value);
    if (!said) return;
    told.textContent = said;
    field.value = "";
  };
  return h(
    "details",
    { class: "desk-memo" },
    h("summary", {}, "Memo"),
    h("label", { class: "desk-field desk-tall" }, h("span", {}, "What you think of it"), field),
    h("div", { class: "desk-actions" }, kind, button("Keep the memo", "", keep)),
    told,
  );
};
