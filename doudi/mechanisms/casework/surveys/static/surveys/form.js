// The form of one survey, drawn from what the programme declares; every change goes into the entry and is kept at once.
const Form = (() => {
  "use strict";
  const SIGNATURES = [["FIRST", "调查人"], ["SECOND", "同行调查人"], ["FAMILY", "在场家庭成员"]];
  const NO_PLACE = ["没有定位信号", "手机不支持定位", "没有允许定位", "电话或视频调查"];

  // h("p", { class: "quiet" }, "words", child): an element.
  const h = (name, given = {}, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(given)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value != null) made.setAttribute(key, value);
    }
    made.append(...inside.flat(Infinity).filter((each) => each != null));
    return made;
  };
  const yuan = (kept, scale) => (scale === 100 ? (kept / 100).toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : String(kept));
  const keptOf = (text, scale) => { const amount = Number(String(text).replace(/[,，\s元]/g, "")); return String(text).trim() === "" || Number.isNaN(amount) ? null : Math.round(amount * scale); };
  const atHome = (entry) => (entry.said.way || "HOME") === "HOME";
  const wanted = (entry) => SIGNATURES.filter(([kind]) => kind !== "FAMILY" || atHome(entry));

  // How what was found differs from what was declared, in words.
  const difference = (line, text) => {
    const found = keptOf(text, line.scale);
    if (found === null) return { words: String(text).trim() ? "请填数字" : "", differs: false };
    const more = found - (line.declared || 0);
    if (!more) return { words: "与申报一致", differs: false };
    return { words: `比申报${more > 0 ? "多" : "少"} ${yuan(Math.abs(more), line.scale)} ${line.unit}`, differs: true };
  };

  // What is still missing, in the words of the form, with the place to go to.
  const missing = (entry) => {
    const { form } = entry;
    const found = form.fields.filter((each) => each.required && !String(entry.said[each.code] ?? "").trim()).map((each) => [each.label, `f-${each.code}`]);
    if (!entry.together_with) found.unshift(["同行调查人", "f-together"]);
    if (!entry.place && !entry.no_place) found.push(["定位，或没有定位的原因", "f-no-place"]);
    if (atHome(entry) && entry.photos.length < form.photos) found.push([`入户照片（至少${form.photos}张）`, "f-photos"]);
    for (const [kind, label] of wanted(entry)) if (!entry.signatures[kind]) found.push([`${label}签名`, `sign-${kind}`]);
    for (const line of form.items) if (difference(line, entry.found[line.code] ?? "").words === "请填数字") found.push([line.label, `i-${line.code}`]);
    for (const each of entry.added) if (!each.kind || keptOf(each.amount, 100) === null) found.push(["新发现的收入或财产", "f-added"]);
    return found;
  };

  const field = (entry, each, keep) => {
    const id = `f-${each.code}`;
    const label = h("label", { for: id, class: each.required ? "must" : false }, each.label);
    const set = (value) => { entry.said[each.code] = value; keep(); };
    const hint = each.hint ? h("div", { class: "hint" }, each.hint) : null;
    const value = entry.said[each.code] ?? "";
    if (each.kind === "choice") {
      const options = each.choices.map(([code, words]) => h("label", {}, h("input", { type: "radio", class: "form-check-input", name: id, value: code, checked: value === code, onchange: () => { set(code); if (each.code === "way") entry.redraw(); } }), words));
      return h("fieldset", { class: "field", id, tabindex: -1 }, h("legend", { class: each.required ? "must" : false }, each.label), h("div", { class: "choices" }, options), hint);
    }
    if (each.kind === "yes") return h("div", { class: "field" }, h("label", { class: "tick-label" }, h("input", { id, type: "checkbox", class: "form-check-input", checked: value === true, onchange: (event) => set(event.target.checked) }), h("span", {}, each.label)), hint);
    const typed = { id, class: "form-control", oninput: (event) => set(event.target.value) };
    const box = each.kind === "long" ? h("textarea", { ...typed, rows: 4, maxlength: 2000 }, value) : h("input", { ...typed, value, type: each.kind === "date" ? "date" : "text", max: each.kind === "date" ? "9999-12-31" : false, maxlength: each.code === "signed_by" ? 40 : 400 });
    return h("div", { class: "field" }, label, box, hint);
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
    const { form } = entry;
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

  const whereabouts = (entry, keep, say) => {
    const words = h("p", { class: "quiet", id: "place-words", role: "status" });
    const reason = h("select", { id: "f-no-place", class: "form-select", onchange: (event) => { entry.no_place = event.target.value; keep(); } }, h("option", { value: "" }, "已定位的不填"), NO_PLACE.map((each) => h("option", { value: each, selected: entry.no_place === each }, each)));
    const tell = () => { words.textContent = entry.place ? `已定位：${entry.place.latitude}，${entry.place.longitude}（误差约${entry.place.accuracy}米）` : "还没有定位。位置只作内部核查证据，不公开。"; };
    const find = async () => {
      words.textContent = "正在定位……";
      try { entry.place = await Pictures.place(); entry.no_place = ""; reason.value = ""; keep(); } catch (error) { say(`没有定位成功：${error.message}。请重试，或选择没有定位的原因。`); }
      tell();
    };
    tell();
    return h("div", {}, words, h("button", { type: "button", class: "btn btn-plain", onclick: find }, "取得当前位置"), h("div", { class: "field mt-2" }, h("label", { for: "f-no-place" }, "没有定位的原因"), reason));
  };

  const photos = (entry, keep, say) => {
    const grid = h("div", { class: "photos" });
    const draw = () => grid.replaceChildren(...entry.photos.map((each, place) => h("figure", {}, h("img", { src: each.data, alt: `入户照片${place + 1}` }), h("button", { type: "button", "aria-label": `删去照片${place + 1}`, onclick: () => { entry.photos.splice(place, 1); draw(); keep(); } }, "删"), h("figcaption", {}, `${each.at.slice(11, 16) ? new Date(each.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" }) : ""} ${each.place ? "已定位" : "未定位"}`))));
    const take = async (event) => {
      for (const file of [...event.target.files]) {
        try { entry.photos.push({ ...(await Pictures.smaller(file)), place: entry.place }); keep(); draw(); } catch (error) { say(error.message); }
      }
      event.target.value = "";
    };
    draw();
    return h("div", { id: "f-photos", tabindex: -1 }, grid, h("label", { class: "btn btn-plain" }, "拍照或选择照片", h("input", { type: "file", class: "file", accept: "image/*", multiple: true, onchange: take })), h("p", { class: "hint" }, `至少${entry.form.photos}张，须拍到调查人员和住所。照片会先缩小再保存，时间和位置一并记下。`));
  };

  const signature = (entry, [kind, label], keep) => {
    const canvas = h("canvas", { class: "glass", id: `sign-${kind}`, role: "img", "aria-label": `${label}在此签名`, tabindex: 0 });
    const pad = Pad.on(canvas, entry.signatures[kind], (data) => { entry.signatures[kind] = data; keep(); });
    return h("div", { class: "signature" }, h("div", { class: "under" }, h("strong", {}, `${label}签名`), h("button", { type: "button", class: "link", onclick: pad.wipe }, "重签")), canvas);
  };

  // Draws the form into a box; `keep` is called with every change, `say` with a sentence for the surveyor.
  const draw = (box, entry, keep, say, buttons) => {
    const { form } = entry;
    const part = (name, ...inside) => h("section", { class: "sheet" }, h("h3", { class: "part" }, name), inside);
    const companion = h("select", { id: "f-together", class: "form-select", onchange: (event) => { entry.together_with = event.target.value; keep(); } }, h("option", { value: "" }, "请选择"), form.companions.map(([code, name]) => h("option", { value: code, selected: String(entry.together_with) === code }, name)));
    box.replaceChildren(
      h("div", { class: "sheet" }, h("h1", {}, `${form.title}：${form.name}`), h("p", { class: "quiet m-0" }, `${form.place} · ${form.number} · 调查人 ${form.surveyor}`), form.people.length ? h("p", { class: "m-0" }, form.people.map(([, name, words]) => (words ? `${name}（${words}）` : name)).join("、")) : null),
      part("调查情况", h("div", { class: "fields-form" }, h("div", { class: "field" }, h("label", { for: "f-together", class: "must" }, "同行调查人"), companion, h("div", { class: "hint" }, "入户调查须两人。同行人员在此签名，回来后用自己的账号确认。")), form.fields.map((each) => field(entry, each, keep)))),
      part("收入和财产", h("p", { class: "quiet" }, "填写调查到的数额；没有核实的不填。"), h("div", { class: "lines" }, form.items.map((each) => line(entry, each, keep))), added(entry, keep)),
      part("位置", whereabouts(entry, keep, say)),
      part("入户照片", photos(entry, keep, say)),
      part("签名", wanted(entry).map((each) => signature(entry, each, keep))),
      h("div", { class: "actions" }, buttons),
    );
  };
  return { h, draw, missing, atHome, wanted };
})();
