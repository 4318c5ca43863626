// One form, drawn from what its box declares; every change goes into the entry and is kept at once. A box that needs more than questions,
// photos and signatures adds its part: Parts.surveys = { begin(form), draw(entry, keep), missing(entry), more(entry), name }.
const Parts = {};
const Form = (() => {
  "use strict";
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
  const filled = (value) => (Array.isArray(value) ? value.length > 0 : value === true || Boolean(String(value || "").trim()));
  // Something is asked if its condition holds, and the question that the condition speaks of is asked itself.
  const applies = (when, entry) => {
    if (!when) return true;
    const before = entry.form.questions.find((each) => each.code === when[0]);
    return when[1].includes(String(entry.said[when[0]] ?? "")) && (!before || applies(before.when, entry));
  };
  const asked = (entry) => entry.form.questions.filter((each) => applies(each.when, entry));
  const wanted = (entry) => entry.form.signatures.filter((each) => applies(each.when, entry));
  const photosOf = (entry) => (entry.form.photos && applies(entry.form.photos.when, entry) ? entry.form.photos : null);
  const pictured = (entry) => (photosOf(entry) ? entry.photos : []);
  // What is not asked any more is not sent.
  const said = (entry) => { const codes = new Set(asked(entry).map((each) => each.code)); return Object.fromEntries(Object.entries(entry.said).filter(([code]) => codes.has(code))); };

  // What is still missing, in the words of the form, with the place to go to.
  const missing = (entry) => {
    const found = asked(entry).filter((each) => each.required && !filled(entry.said[each.code])).map((each) => [each.label, `f-${each.code}`]);
    if (entry.form.place && !entry.place && !entry.no_place) found.push(["定位，或没有定位的原因", "f-no-place"]);
    const photos = photosOf(entry);
    if (photos && entry.photos.length < photos.least) found.push([`${photos.label}（至少${photos.least}张）`, "f-photos"]);
    for (const { kind, label } of wanted(entry)) if (!entry.signatures[kind]) found.push([`${label}签名`, `sign-${kind}`]);
    return [...found, ...(Parts[entry.form.box]?.missing?.(entry) || [])];
  };

  const field = (entry, each, keep) => {
    const id = `f-${each.code}`;
    const label = h("label", { for: id, class: each.required ? "must" : false }, each.label);
    const asks = entry.form.questions.some((one) => one.when?.[0] === each.code) || [...entry.form.signatures, entry.form.photos].some((one) => one?.when?.[0] === each.code);
    const set = (value) => { entry.said[each.code] = value; keep(); };
    const hint = each.hint ? h("div", { class: "hint" }, each.hint) : null;
    const value = entry.said[each.code] ?? "";
    if (each.kind === "choice") {
      const options = each.choices.map(([code, words]) => h("label", {}, h("input", { type: "radio", class: "form-check-input", name: id, value: code, checked: value === code, onchange: () => { set(code); if (asks) entry.redraw(); } }), words));
      return h("fieldset", { class: "field", id, tabindex: -1 }, h("legend", { class: each.required ? "must" : false }, each.label), h("div", { class: each.choices.every(([, words]) => words.length < 5) ? "choices short" : "choices" }, options), hint);
    }
    if (each.kind === "several") {
      const ticked = () => (Array.isArray(entry.said[each.code]) ? entry.said[each.code] : []);
      const tick = (code, on) => set(on ? [...ticked(), code] : ticked().filter((one) => one !== code));
      const boxes = each.choices.map(([code, words]) => h("label", {}, h("input", { type: "checkbox", class: "form-check-input", name: id, value: code, checked: ticked().includes(code), onchange: (event) => tick(code, event.target.checked) }), words));
      return h("fieldset", { class: "field", id, tabindex: -1 }, h("legend", { class: each.required ? "must" : false }, each.label), h("div", { class: "choices" }, boxes), hint);
    }
    if (each.kind === "select") {
      const options = [h("option", { value: "" }, "请选择"), ...each.choices.map(([code, words]) => h("option", { value: code, selected: String(value) === code }, words))];
      return h("div", { class: "field" }, label, h("select", { id, class: "form-select", onchange: (event) => { set(event.target.value); if (asks) entry.redraw(); } }, options), hint);
    }
    if (each.kind === "yes") return h("div", { class: "field" }, h("label", { class: "tick-label" }, h("input", { id, type: "checkbox", class: "form-check-input", checked: value === true, onchange: (event) => set(event.target.checked) }), h("span", {}, each.label)), hint);
    if (each.kind === "code") return code(entry, each, id, label, hint, set);
    const typed = { id, class: "form-control", oninput: (event) => set(event.target.value) };
    const box = each.kind === "long" ? h("textarea", { ...typed, rows: 4, maxlength: 2000 }, value) : h("input", { ...typed, value, type: each.kind === "date" ? "date" : "text", max: each.kind === "date" ? "9999-12-31" : false, maxlength: each.most, inputmode: each.kind === "number" ? "numeric" : false });
    return h("div", { class: "field" }, label, box, hint);
  };

  // A number that is typed, or read off a photo of its code; the photo is not kept.
  const code = (entry, each, id, label, hint, set) => {
    const box = h("input", { id, class: "form-control", value: entry.said[each.code] ?? "", maxlength: each.most, autocomplete: "off", oninput: (event) => set(event.target.value) });
    const told = h("div", { class: "hint", role: "status" });
    const read = async (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (!file) return;
      told.textContent = "正在识读……";
      try { box.value = (await Scan.read(file)).slice(0, each.most); set(box.value); told.textContent = `已读到：${box.value}`; } catch (error) { told.textContent = error.message; }
    };
    const button = h("label", { class: "btn btn-plain" }, "扫码", h("input", { type: "file", class: "file", accept: "image/*", capture: "environment", "aria-label": `扫${each.label}`, onchange: read }));
    return h("div", { class: "field" }, label, h("div", { class: "coded" }, box, button), told, hint);
  };

  const whereabouts = (entry, keep, say) => {
    const words = h("p", { class: "quiet", id: "place-words", role: "status" });
    const reason = h("select", { id: "f-no-place", class: "form-select", onchange: (event) => { entry.no_place = event.target.value; keep(); } }, h("option", { value: "" }, "已定位的不填"), entry.form.lost_places.map((each) => h("option", { value: each, selected: entry.no_place === each }, each)));
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
    const draw = () => grid.replaceChildren(...entry.photos.map((each, place) => h("figure", {}, h("img", { src: each.data, alt: `${photosOf(entry).label}${place + 1}` }), h("button", { type: "button", "aria-label": `删去照片${place + 1}`, onclick: () => { entry.photos.splice(place, 1); draw(); keep(); } }, "删"), h("figcaption", {}, `${each.at.slice(11, 16) ? new Date(each.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" }) : ""} ${each.place ? "已定位" : "未定位"}`))));
    const take = async (event) => {
      for (const file of [...event.target.files]) {
        try { entry.photos.push({ ...(await Pictures.smaller(file)), place: entry.place }); keep(); draw(); } catch (error) { say(error.message); }
      }
      event.target.value = "";
    };
    draw();
    return h("div", { id: "f-photos", tabindex: -1 }, grid, h("label", { class: "btn btn-plain" }, "拍照或选择照片", h("input", { type: "file", class: "file", accept: "image/*", multiple: true, onchange: take })), h("p", { class: "hint" }, `至少${entry.form.photos.least}张。${entry.form.photos.hint}照片会先缩小再保存，时间和位置一并记下。`));
  };

  const signature = (entry, { kind, label }, keep) => {
    const canvas = h("canvas", { class: "glass", id: `sign-${kind}`, role: "img", "aria-label": `${label}在此签名`, tabindex: 0 });
    const pad = Pad.on(canvas, entry.signatures[kind], (data) => { entry.signatures[kind] = data; keep(); });
    return h("div", { class: "signature" }, h("div", { class: "under" }, h("strong", {}, `${label}签名`), h("button", { type: "button", class: "link", onclick: pad.wipe }, "重签")), canvas);
  };

  // Draws the form into a box; `keep` is called with every change, `say` with a sentence for whoever fills it in.
  const draw = (box, entry, keep, say, buttons) => {
    const { form } = entry;
    const part = (name, ...inside) => h("section", { class: "sheet" }, h("h3", { class: "part" }, name), inside);
    const own = Parts[form.box]?.draw?.(entry, keep);
    box.replaceChildren(
      h("div", { class: "sheet" }, h("h1", {}, `${form.title}：${form.name}`), h("p", { class: "quiet m-0" }, [form.where, form.number, form.worker].filter(Boolean).join(" · ")), form.about.map((each) => h("p", { class: "m-0" }, each))),
      ...(form.questions.length ? [part(form.head, h("div", { class: "fields-form" }, asked(entry).map((each) => field(entry, each, keep))))] : []),
      ...(own ? [part(Parts[form.box].name, own)] : []),
      ...(form.place ? [part("位置", whereabouts(entry, keep, say))] : []),
      ...(photosOf(entry) ? [part(form.photos.label, photos(entry, keep, say))] : []),
      ...(wanted(entry).length ? [part("签名", wanted(entry).map((each) => signature(entry, each, keep)))] : []),
      h("div", { class: "actions" }, buttons),
    );
  };
  return { h, draw, missing, wanted, pictured, said };
})();
