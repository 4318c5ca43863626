// What pages do in the browser beyond htmx and Bootstrap. No personal data is kept: opened tabs hold titles of lists only.
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

  // --- letter size: the server's choice for the user, or the browser's before sign-in -----------------------------------
  const setSize = (size) => {
    root.dataset.size = size;
    localStorage.setItem("size", size);
    $$(".sizes button").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.size === size)));
  };
  setSize(root.dataset.chosen || localStorage.getItem("size") || "STANDARD");
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".sizes button");
    if (!button) return;
    setSize(button.dataset.size);
    const form = button.closest("form");
    if (!form) return;
    event.preventDefault();
    const data = new FormData(form);
    data.set("size", button.dataset.size);
    fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
    drawCharts();
  });

  // --- pages opened, as tabs ---------------------------------------------------------------------------------------------
  const strip = $(".tabs-open");
  if (strip) {
    const key = `tabs:${strip.dataset.user}`;
    const home = { url: "/", name: "工作台" };
    const here = { url: location.pathname, name: strip.dataset.name, list: Boolean($("form.list")) };
    let tabs = JSON.parse(localStorage.getItem(key) || "[]").filter((tab) => tab.url !== "/");
    const known = tabs.find((tab) => tab.url === here.url);
    if (here.name && here.url !== "/" && !known) tabs.push(here);
    if (known) Object.assign(known, here);
    tabs = tabs.slice(-8);
    const keep = () => localStorage.setItem(key, JSON.stringify(tabs));
    const draw = () => {
      strip.replaceChildren(...[home, ...tabs].map((tab) => {
        const box = document.createElement("span");
        const link = document.createElement("a");
        link.href = tab.url + (tab.list ? "?again=1" : ""); // a list comes back as it was left
        link.textContent = tab.name;
        box.append(link);
        if (tab.url === here.url) { box.className = "now"; link.setAttribute("aria-current", "page"); }
        if (tab !== home) {
          const close = document.createElement("button");
          close.type = "button";
          close.textContent = "✕";
          close.setAttribute("aria-label", `关闭${tab.name}`);
          close.addEventListener("click", () => {
            tabs = tabs.filter((each) => each !== tab);
            keep();
            if (tab.url === here.url) location.href = tabs.length ? tabs[tabs.length - 1].url : "/"; else draw();
          });
          box.append(close);
        }
        return box;
      }));
    };
    keep();
    draw();
  }

  // --- groups of the menu stay as they were left -------------------------------------------------------------------------
  $$(".side details").forEach((group) => {
    const key = `menu:${group.id}`;
    if (localStorage.getItem(key) === "shut" && !$("[aria-current]", group)) group.open = false;
    group.addEventListener("toggle", () => localStorage.setItem(key, group.open ? "open" : "shut"));
  });

  // --- the drawer --------------------------------------------------------------------------------------------------------
  const drawer = $("#drawer");
  const opened = () => drawer && bootstrap.Offcanvas.getOrCreateInstance(drawer);
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target || event.target;
    if (target.id === "drawer-body") {
      opened().show();
      const focus = $(".error-summary", target) || $("h2", target);
      if (focus) { focus.tabIndex = -1; focus.focus(); }
      if ($("[data-changed]", target)) refreshList();
    }
    settle(target);
  });
  const refreshList = () => {
    if ($("#tbl")) htmx.ajax("GET", location.href, { target: "#tbl", swap: "outerHTML" });
  };
  if (drawer) drawer.addEventListener("hidden.bs.offcanvas", () => { $("#drawer-body").replaceChildren(); });

  // --- an identity number never goes into an address: such a question goes by POST ---------------------------------------
  const NUMBER = /\d{14,17}[\dXx]/;
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("form.filters")) return;
    const values = [...new FormData(event.target).values()];
    if (values.some((value) => NUMBER.test(String(value).replace(/[\s'’]/g, "")))) {
      event.preventDefault();
      event.target.submit();
    }
  });

  // Nothing is kept for "back" (privacy), so the page is loaded anew, with everything around it.
  htmx.config.refreshOnHistoryMiss = true;

  // --- rows ticked -------------------------------------------------------------------------------------------------------
  const countTicks = () => {
    const list = $(".list");
    if (!list) return;
    const boxes = $$("#tbl input[name=ids]");
    const ticked = boxes.filter((box) => box.checked);
    boxes.forEach((box) => box.closest("tr").classList.toggle("chosen", box.checked));
    $$("button[data-bulk]", list).forEach((button) => { button.disabled = !ticked.length; });
    const words = $(".ticked", list);
    if (!words) return;
    words.hidden = !ticked.length;
    const number = $(".number", words);
    const everything = $("input[name=all]", list);
    const whole = $(".take-all", words);
    const full = ticked.length === boxes.length && Number(whole?.dataset.total) > boxes.length;
    if (!full && everything) everything.disabled = true;
    if (number) number.textContent = everything && !everything.disabled ? whole.dataset.total : ticked.length;
    if (whole) whole.hidden = !full || !everything.disabled;
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches(".tick-all")) $$("#tbl input[name=ids]").forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches(".tick-all, #tbl input[name=ids]")) countTicks();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest(".clear-ticks")) { $$("#tbl input[type=checkbox]").forEach((box) => { box.checked = false; }); countTicks(); }
    if (event.target.closest(".take-all")) { $("input[name=all]").disabled = false; countTicks(); }
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-density]")) { const dense = localStorage.getItem("dense") !== "yes"; localStorage.setItem("dense", dense ? "yes" : "no"); density(); }
    const more = event.target.closest(".more-toggle");
    if (more) {
      const show = more.getAttribute("aria-expanded") !== "true";
      more.setAttribute("aria-expanded", String(show));
      $(".words", more).textContent = show ? "收起" : "展开";
      $$(".filters .further").forEach((field) => { field.hidden = !show; });
    }
    const column = event.target.closest("[data-column]");
    if (column) { event.stopPropagation(); toggleColumn(column); }
  });
  const density = () => $$("table.rows").forEach((table) => table.classList.toggle("dense", localStorage.getItem("dense") === "yes"));

  // --- columns shown -----------------------------------------------------------------------------------------------------
  const hiddenKey = () => `columns:${location.pathname}`;
  const hidden = () => new Set(JSON.parse(localStorage.getItem(hiddenKey()) || "[]"));
  const toggleColumn = (box) => {
    const set = hidden();
    if (box.checked) set.delete(box.dataset.column); else set.add(box.dataset.column);
    localStorage.setItem(hiddenKey(), JSON.stringify([...set]));
    columns();
  };
  const columns = () => {
    const set = hidden();
    $$("[data-column]").forEach((box) => { box.checked = !set.has(box.dataset.column); });
    $$("table.rows th, table.rows td").forEach((cell) => {
      const code = [...cell.classList].find((name) => name.startsWith("c-"));
      if (code) cell.hidden = set.has(code.slice(2));
    });
  };

  // --- a slider and the number beside it say the same -------------------------------------------------------------------
  document.addEventListener("input", (event) => {
    const pair = event.target.closest?.("[data-slide]");
    if (pair) $$("input", pair).forEach((each) => { if (each !== event.target) each.value = event.target.value; });
  });

  // --- tabs inside a page ------------------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const tab = event.target.closest(".pane-tabs button");
    if (!tab) return;
    const box = tab.closest("[data-panes]");
    $$(".pane-tabs button", box).forEach((each) => {
      const now = each === tab;
      each.classList.toggle("active", now);
      each.setAttribute("aria-selected", String(now));
      each.tabIndex = now ? 0 : -1;
      $(`#${each.getAttribute("aria-controls")}`, box).hidden = !now;
    });
    drawCharts();
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.(".pane-tabs button");
    if (!tab || !["ArrowRight", "ArrowLeft"].includes(event.key)) return;
    const next = event.key === "ArrowRight" ? tab.nextElementSibling : tab.previousElementSibling;
    if (next) { next.focus(); next.click(); }
  });

  // --- forms: an identity number tells birth date and sex; a form is sent once -------------------------------------------
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches?.("[data-identity]")) return;
    const hint = field.closest(".field")?.querySelector(".hint");
    const found = /^\d{6}(\d{4})(\d{2})(\d{2})\d{2}(\d)[\dXx]$/.exec(field.value.replace(/\s/g, ""));
    if (hint && found) hint.textContent = `${found[1]}-${found[2]}-${found[3]} 出生,${found[4] % 2 ? "男" : "女"}`;
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-kept]:not([hx-post])")) { event.preventDefault(); send(form, event.submitter); return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.hasAttribute("hx-post") && !form.matches(".filters, [data-again]")) {
      form.dataset.sent = "1";
      setTimeout(() => { delete form.dataset.sent; }, 5000);
    }
  });

  // --- nothing typed is lost: a form goes out without leaving its page, and comes back with its photos --------------------
  let photos = {};
  const keepPhotos = (box) => { photos = Object.fromEntries($$("input[type=file]", box).filter((each) => each.files.length).map((each) => [each.name, each.files])); };
  const putBackPhotos = (box) => { $$("input[type=file]", box).forEach((each) => { if (photos[each.name]) each.files = photos[each.name]; }); photos = {}; };
  // of a form with several buttons: the one that was pressed goes along (FormData takes it itself only since Chromium 112)
  const filled = (form, button) => { const data = new FormData(form); if (button?.name) data.append(button.name, button.value); return data; };
  const post = (form, button) => fetch(form.action, { method: "POST", body: filled(form, button), credentials: "same-origin", headers: { "X-Page-Form": "1" } });
  const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const send = async (form, button) => {
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    wait?.classList.add("on");
    try {
      let answer = await post(form, button);
      if (answer.status === 403) { // signed in anew in another page: the form's token is an old one
        const token = $("input[name=csrfmiddlewaretoken]", await parsed(await fetch(location.href, { credentials: "same-origin" })));
        if (token) { $("input[name=csrfmiddlewaretoken]", form).value = token.value; answer = await post(form, button); }
      }
      const goal = answer.headers.get("X-Go-To");
      if (goal && new URL(goal, location.href).pathname === $("#trouble a").getAttribute("href")) trouble("登录已过期，填写的内容还在。请登录后回到本页，再提交一次。", true);
      else if (goal) location.assign(goal);
      else if (answer.status === 404) trouble("没有提交成功：这件事不在您现在的办理范围内，可能已经移交，或您的岗位有变动。填写的内容还在，请转给接办的人。");
      else if (answer.status >= 500 || [403, 413].includes(answer.status)) trouble("没有提交成功，填写的内容还在。请稍后再试，仍不行请联系系统管理员。");
      else {
        const fresh = await parsed(answer);
        keepPhotos(form);
        $("main").replaceChildren(...$("main", fresh).childNodes);
        document.title = fresh.title;
        putBackPhotos($("main"));
        htmx.process($("main"));
        const focus = $(".error-summary") || $("h1");
        focus.tabIndex = -1;
        focus.focus();
        settle();
      }
    } catch { trouble("网络中断，没有送达，填写的内容还在。请到有信号的地方再提交一次。"); }
    wait?.classList.remove("on");
    delete form.dataset.sent;
  };
  document.body.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.xhr.status === 422) keepPhotos(event.detail.target); });
  document.body.addEventListener("htmx:afterSwap", (event) => putBackPhotos(event.detail.target));

  // --- keys: what a button names in data-key, and Ctrl+Enter for the form -------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) { $("#page-form")?.requestSubmit(); return; }
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
    const wanted = `[data-key="${CSS.escape(event.key.toLowerCase())}"]`;
    ($(wanted, drawer || document) || $(wanted, $("main") || document))?.click();
  });

  // --- charts: ECharts comes only with the first one ---------------------------------------------------------------------
  let library;
  const drawCharts = () => {
    const boxes = $$("[data-chart]").filter((box) => box.offsetParent !== null);
    if (!boxes.length) return;
    library ||= new Promise((ready) => {
      const script = document.createElement("script");
      script.src = document.body.dataset.charts;
      script.addEventListener("load", ready);
      document.head.append(script);
    });
    library.then(() => boxes.forEach((box) => {
      const drawn = echarts.getInstanceByDom(box) || echarts.init(box, null, { renderer: "canvas" });
      const size = parseFloat(getComputedStyle(root).fontSize) * 0.86;
      const font = getComputedStyle(document.body).fontFamily;
      drawn.setOption({ textStyle: { fontSize: size, fontFamily: font }, color: ["#0052d9", "#a55400", "#146a39", "#5f6b7a"], animation: false, tooltip: { renderMode: "richText" }, ...JSON.parse(box.dataset.chart) });
      drawn.resize();
    }));
  };
  // A chart that is swapped away gives its memory back: a slider brings a hundred of them.
  document.body.addEventListener("htmx:beforeCleanupElement", (event) => {
    if (event.target.dataset?.chart && window.echarts) echarts.getInstanceByDom(event.target)?.dispose();
  });
  if ("ResizeObserver" in window) new ResizeObserver(() => drawCharts()).observe(document.body);

  // --- everything that new content needs ---------------------------------------------------------------------------------
  const settle = () => { countTicks(); density(); columns(); drawCharts(); };
  const wait = $(".bar-wait");
  const ofHead = (event) => event.detail.elt.matches(".counters"); // asks by itself: nobody waits for it, and what it misses the next page tells
  document.body.addEventListener("htmx:beforeRequest", (event) => { if (!ofHead(event)) wait?.classList.add("on"); });
  document.body.addEventListener("htmx:afterRequest", () => wait?.classList.remove("on"));
  const trouble = (words, signIn = false) => {
    const box = $("#trouble");
    if (!box) return;
    $(".words", box).textContent = words;
    $("a", box).hidden = !signIn;
    box.hidden = false;
    box.scrollIntoView({ block: "nearest" });
  };
  document.body.addEventListener("htmx:sendError", (event) => ofHead(event) || trouble("网络中断，刚才的操作没有送达。请检查网络后再试。"));
  document.body.addEventListener("htmx:responseError", (event) => ofHead(event) || trouble(event.detail.xhr.getResponseHeader("X-Sentence") ? decodeURIComponent(event.detail.xhr.getResponseHeader("X-Sentence")) : "刚才的操作没有完成，请刷新页面后再试。"));
  const summary = $(".error-summary");
  if (summary) { summary.tabIndex = -1; summary.focus(); }
  settle();
})();
