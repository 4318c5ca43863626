// The survey's own part of the form: income and property as declared and as found, and what nobody declared.
Parts.surveys = (() => {
  "use strict";
  const { h } = Form;
  const yuan = (kept, scale) => (scale === 100 ? (kept / 100).toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : String(kept));
  const keptOf = (text, scale) => { const amount = Number(String(text).replace(/[,，\s元]/g, "")); return String(text).trim() === "" || Number.isNaN(amount) ? null : Math.round(amount * scale); };

  // How what was found differs from what was declared, in words.
  const difference = (line, text) => {
    const found = keptOf(text, line.scale);
    if (found === null) return { words: String(text).trim() ? "请填数字" : "", differs: false };
    const more = found - (line.declared || 0);
    if (!more) return { words: "与申报一致", differs: false };
    return { words: `比申报${more > 0 ? "多" : "少"} ${yuan(Math.abs(more), line.scale)} ${line.unit}`, differs: true };
  };

  const missing = (entry) => {
    const lines = entry.form.more.items.filter((line) => difference(line, entry.found[line.code] ?? "").words === "请填数字").map((line) => [line.label, `i-${line.code}`]);
    return [...lines, ...entry.added.filter((each) => !each.kind || keptOf(each.amount, 100) === null).map(() => ["新发现的收入或财产", "f-added"])];
  };

  const line = (entry, each, keep) => {
    const id = `i-${each.code}`;
    const told = h("output", { for: id });
    const tell = () => { const { words, differs } = difference(each, entry.found[each.code] ?? ""); told.textContent = words; told.className = differs ? "differs" : ""; };
    const box = h("input", { id, class: "form-control", inputmode: "decimal", value: entry.found[each.code] ?? "", "aria-label": `${each.label} 调查（${each.unit}）`, placeholder: `调查（${each.unit}）`, oninput: (event) => { entry.found[each.code] = event.target.value; tell(); keep(); } });
    const said = h("div", { class: "two-lines" }, h("div", {}, `申报 ${each.declared === null ? "—" : yuan(each.declared, each.scale)}`), each.checked === null ? null : h("div", {}, `核对 ${yuan(each.checked, each.scale)}`));
    tell();
    return h("div", { class: "line" }, h("div", { class: "name" }, each.label), said, box, told);
  };

  const added = (entry, keep) => {
    const form = entry.form.more;
    if (!form.kinds.length) return null;
    const box = h("div", { id: "f-added", tabindex: -1 });
    const draw = () => box.replaceChildren(...entry.added.map((each, place) => {
      const ofPerson = () => (form.kinds.find(([code]) => code === each.kind) || [])[3] !== false;
      const who = h("select", { class: "form-select", "aria-label": "所属家庭成员", onchange: (event) => { each.who = event.target.value; keep(); } }, form.people.map(([code, name]) => h("option", { value: code, selected: each.who === code }, name)));
      who.hidden = !ofPerson();
      const kind = h("select", { class: "form-select", "aria-label": "项目", onchange: (event) => { each.kind = event.target.value; who.hidden = !ofPerson(); keep(); } }, h("option", { value: "" }, "请选择项目"), form.kinds.map(([code, words, unit]) => h("option", { value: code, selected: each.kind === code }, `${words}（${unit}）`)));
      const amount = h("input", { class: "form-control", inputmode: "decimal", "aria-label": "数额", placeholder: "数额", value: each.amount, oninput: (event) => { each.amount = event.target.value; keep(); } });
      return h("div", { class: "line" }, kind, who, amount, h("button", { type: "button", class: "btn btn-plain", onclick: () => { entry.added.splice(place, 1); draw(); keep(); } }, "删去这一项"));
    }));
    draw();
    const more = () => { entry.added.push({ kind: "", who: form.people.length ? form.people[0][0] : "", amount: "" }); draw(); keep(); };
    return h("div", {}, box, h("button", { type: "button", class: "btn btn-plain mt-2", onclick: more }, "登记没有申报的收入或财产"));
  };

  const draw = (entry, keep) => [
    h("p", { class: "quiet" }, "填写调查到的数额；没有核实的不填。"),
    h("div", { class: "lines" }, entry.form.more.items.map((each) => line(entry, each, keep))),
    added(entry, keep),
  ];
  const begin = () => ({ found: {}, added: [] });
  const more = (entry) => ({ found: [...Object.entries(entry.found).map(([code, amount]) => ({ code, amount })), ...entry.added] });
  return { name: "收入和财产", begin, draw, missing, more };
})();
