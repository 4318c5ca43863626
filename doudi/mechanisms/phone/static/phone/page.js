// The page: what is carried on this phone, one of it opened as a form, and sending whenever there is a signal.
(() => {
  "use strict";
  const { h } = Form;
  const view = document.querySelector("#view");
  const says = document.querySelector("#says");
  const signal = document.querySelector("#signal");
  const PAUSE = 400; // milliseconds after the last key until a change is kept
  let user = null;
  let opened = null;
  let sending = false;

  document.documentElement.dataset.size = localStorage.getItem("size") || "STANDARD";
  const say = (sentence, tint = "", signIn = false) => {
    const link = signIn ? h("a", { href: `${document.body.dataset.signIn}?next=${encodeURIComponent(document.body.dataset.home)}` }, "登录") : null;
    says.replaceChildren(...(sentence ? [h("div", { class: `notice ${tint}` }, sentence, link ? " " : null, link)] : []));
    if (sentence) says.scrollIntoView({ block: "nearest" });
  };
  const showSignal = () => { signal.textContent = navigator.onLine ? "有网络" : "离线"; };

  // --- keeping -----------------------------------------------------------------------------------------------------------
  let late;
  const keepNow = async () => {
    clearTimeout(late);
    late = undefined;
    if (opened) await Store.put(opened).catch(() => say("本机存储不可用或已满，内容没有保存。请不要关闭本页，联网后立即发送。", "danger"));
  };
  const keep = () => {
    if (!opened) return;
    opened.begun = true;
    opened.ready = false;
    clearTimeout(late);
    late = setTimeout(keepNow, PAUSE);
  };
  document.addEventListener("visibilitychange", () => { if (document.hidden && late) keepNow(); });
  window.addEventListener("pagehide", () => { if (late) keepNow(); });

  // --- one form ----------------------------------------------------------------------------------------------------------
  const begin = (form) => ({
    form, key: crypto.randomUUID(), begun: false, ready: false, began_at: new Date().toISOString(), filled_at: "",
    said: { ...form.initial }, signatures: {}, photos: [], place: null, no_place: "", ...(Parts[form.box]?.begin?.(form) || {}),
  });
  const openOne = (entry) => {
    opened = entry;
    Object.defineProperty(entry, "redraw", { value: () => openOne(entry), configurable: true, enumerable: false });
    const back = h("button", { type: "button", class: "btn btn-plain first", onclick: async () => { await keepNow(); location.hash = ""; } }, "返回");
    const save = h("button", { type: "button", class: "btn btn-primary", onclick: finish }, "保存并发送");
    Form.draw(view, entry, keep, (sentence) => say(sentence, "danger"), [back, save]);
  };
  const finish = async () => {
    const entry = opened;
    const gaps = Form.missing(entry);
    if (gaps.length) {
      says.replaceChildren(h("div", { class: "error-summary", role: "alert", tabindex: -1 }, h("h2", {}, `还有 ${gaps.length} 处没有完成，已填写的内容保存在本机`), h("ul", {}, gaps.map(([words, place]) => h("li", {}, h("a", { href: `#${place}`, onclick: (event) => { event.preventDefault(); const goal = document.getElementById(place); goal?.scrollIntoView({ block: "center" }); goal?.focus(); } }, words))))));
      says.firstChild.focus();
      await keepNow();
      return;
    }
    entry.filled_at = new Date().toISOString();
    entry.begun = entry.ready = true;
    await keepNow();
    opened = null;
    say(navigator.onLine ? "" : "已保存在本机。有信号后打开本页会自动发送。", "ok");
    location.hash = "";
    await showBox();
    await sendAll();
  };

  // --- the box -----------------------------------------------------------------------------------------------------------
  const stateOf = (entry) => (entry.ready ? ["待发送", "warn"] : entry.begun ? ["填写中", "info"] : ["未开始", ""]);
  const row = (entry) => h("div", { class: "sheet box" },
    h("div", {}, h("strong", {}, entry.form.title), h("div", { class: "quiet" }, [entry.form.where, entry.form.number].filter(Boolean).join(" · ")), h("div", { class: "quiet" }, entry.form.name)),
    h("span", { class: `tag ${stateOf(entry)[1]}` }, stateOf(entry)[0]),
    h("button", { type: "button", class: "btn btn-primary", onclick: () => { location.hash = Store.nameOf(entry.form); } }, entry.begun ? "继续" : "开始"),
    entry.begun ? null : h("button", { type: "button", class: "btn btn-plain", onclick: async () => { await Store.remove(entry.form); showBox(); } }, "放回"));
  const rank = (entry) => (entry.ready ? 0 : entry.begun ? 1 : 2); // unsent first
  const showBox = async () => {
    opened = null;
    const { entries, others } = await Store.all(user);
    const sent = (await Store.known(`sent:${user}`)) || [];
    const boxes = (await Store.known("boxes")) || [];
    const unsent = entries.filter((each) => each.begun).length;
    const hints = boxes.map((each) => each.hint).filter(Boolean).join("；");
    view.replaceChildren(
      h("div", { class: "sheet" }, h("h1", {}, "随身箱"), h("p", { class: "quiet m-0" }, `出发前先带到本机${hints ? `（${hints}）` : ""}，没有信号也能填写、签名、拍照；回到有信号的地方自动发送。内容加密保存在本机，送达后即清除。`),
        entries.length ? h("p", { class: "m-0", id: "unsent" }, `本机有 ${entries.length} 份，其中 ${unsent} 份没有送达。`) : null,
        boxes.filter((each) => each.due).map((each) => h("button", { type: "button", class: "btn btn-plain mt-2", onclick: () => takeDue(each) }, `带上今天的${each.name}`))),
      ...[...entries].sort((one, other) => rank(one) - rank(other)).map(row),
      ...(entries.length ? [] : [h("div", { class: "sheet quiet" }, "本机没有待填写或待发送的内容。")]),
      ...(others ? [h("p", { class: "quiet" }, `本机还有其他人的 ${others} 份内容，只有本人登录后可见。`)] : []),
      ...(sent.length ? [h("div", { class: "sheet" }, h("h3", { class: "part" }, "最近送达"), h("ul", { class: "m-0" }, sent.map((each) => h("li", {}, each))))] : []),
      h("p", {}, h("a", { href: "/" }, "回到工作台")),
    );
  };
  // A day's way by one touch; what is on the phone already stays as it is.
  const takeDue = async (box) => {
    const who = await Send.me();
    const answer = who.status === 200 ? await Send.carryDue(box.code, who.json.token) : who;
    if (answer.status !== 200) { say(answer.json?.sentence || "没有信号，请回到有信号的地方再带。", "danger", answer.status === 401); return; }
    const names = new Set((await Store.all(user)).entries.map((each) => Store.nameOf(each.form)));
    const fresh = answer.json.forms.filter((form) => !names.has(Store.nameOf(form)));
    for (const form of fresh) await Store.put(begin(form));
    const left = answer.json.left ? `还有 ${answer.json.left} 份没有带上，办完这些再带。` : "";
    await showBox();
    say(answer.json.forms.length ? `已带到本机 ${fresh.length} 份${box.name}。${left}` : `今天没有要办的${box.name}。`, "ok");
  };
  const sendAll = async () => {
    if (sending || !navigator.onLine) return;
    sending = true;
    try {
      const { entries } = await Store.all(user);
      for (const entry of entries.filter((each) => each.ready)) {
        const result = await Send.one(entry);
        if (!result.sent) { if (result.sentence) say(result.sentence, "danger", result.signIn); if (result.signIn) break; continue; }
        await Store.remove(entry.form);
        const sent = (await Store.known(`sent:${user}`)) || [];
        await Store.know(`sent:${user}`, [result.sentence, ...sent].slice(0, 5)); // numbers of cases, no names
        say(result.sentence, result.taken ? "ok" : "warn");
        if (!opened) await showBox();
      }
    } finally {
      sending = false;
    }
  };

  // --- coming here: who, which case --------------------------------------------------------------------------------------
  const whoAmI = async () => {
    const who = await Send.me();
    if (who.status === 200 && who.json) { user = who.json.user; await Store.know("user", user); await Store.know("boxes", who.json.boxes); return who.json.token; }
    user = (await Store.known("user")) ?? null;
    if (who.status === 401) say("请先登录，再带出或发送；本机的内容还在。", "warn", true);
    return "";
  };
  const route = async () => {
    const [box, subject] = decodeURIComponent(location.hash.slice(1)).split(":");
    if (!/^[a-z_]+$/.test(box) || !/^\d+$/.test(subject || "")) { await showBox(); return; }
    const { entries } = await Store.all(user);
    const entry = entries.find((each) => Store.nameOf(each.form) === `${box}:${subject}`);
    if (entry) { say(""); openOne(entry); return; }
    const who = await Send.me();
    const answer = who.status === 200 ? await Send.carry(box, subject, who.json.token) : { status: who.status, json: who.json };
    if (answer.status === 200) {
      const made = begin(answer.json);
      await Store.put(made);
      if (!navigator.serviceWorker) say("本机浏览器不支持离线使用（须通过 https 打开），请在有信号的地方填写。", "warn");
      else say("已带到本机，没有信号也能打开本页填写。", "ok");
      openOne(made);
      return;
    }
    await showBox();
    say(answer.json?.sentence || "没有信号，这一份还没有带到本机，请回到有信号的地方再打开。", "danger", answer.status === 401);
  };

  const start = async () => {
    showSignal();
    if (!window.isSecureContext || !window.indexedDB) { say("随身箱须通过 https 打开，请联系系统管理员；现在请在办理页面直接登记。", "danger"); return; }
    if (navigator.serviceWorker) navigator.serviceWorker.register(`${document.body.dataset.home}worker.js`).catch(() => say("离线功能没有启用，请刷新本页再试。", "warn"));
    await whoAmI();
    await route();
    await sendAll();
  };
  window.addEventListener("hashchange", route);
  window.addEventListener("online", () => { showSignal(); if (opened) keepNow(); sendAll(); });
  window.addEventListener("offline", showSignal);
  start();
})();
