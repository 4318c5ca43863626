// The counter: Enter serves, digits choose, Esc leaves. Each diner has a key of his own; what cannot be sent is kept and sent again.
(() => {
  "use strict";
  const box = document.querySelector("[data-counter]");
  if (!box) return;
  const form = document.getElementById("counter-form");
  const line = document.getElementById("text"), way = document.getElementById("way");
  const part = (name) => box.querySelector(`[data-${name}]`);
  const answer = part("answer"), choice = part("choice"), reasons = [...part("reasons").children].map((each) => each.textContent);
  const KEPT = `doudi-counter-${box.dataset.counter}`, FAILED = `${KEPT}-failed`;
  const PATIENCE = 6000, AGAIN = 5000; // milliseconds
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)) || []; } catch { return []; } };
  // False where the browser does not keep it: then nobody may believe that it is kept.
  const write = (name, rows) => { try { localStorage.setItem(name, JSON.stringify(rows)); return true; } catch { return false; } };
  let asking = null; // the diner who is being asked about: {key, text, way, people, person}
  let busy = false, sending = false;

  const isCard = (text) => {
    if (!/^\d{8}$/.test(text)) return false;
    const sum = [...text].reverse().reduce((total, digit, place) => {
      const value = place % 2 ? digit * 2 : +digit;
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    return sum % 10 === 0;
  };
  const say = (tint, words, pay) => {
    answer.className = `counter-answer ${tint}`;
    answer.replaceChildren();
    if (pay !== undefined) {
      const big = document.createElement("span");
      big.className = "pay";
      big.textContent = `请付 ${pay} 元`;
      answer.append(big);
    }
    answer.append(words);
  };
  const ready = () => { asking = null; choice.hidden = true; choice.replaceChildren(); line.value = ""; line.readOnly = false; line.focus(); };

  const post = async (url, said) => {
    const stop = new AbortController(), late = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(url, {
        method: "POST", body: new URLSearchParams(said), signal: stop.signal, redirect: "manual",
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      });
      const type = response.headers.get("content-type") || "";
      if (!type.includes("json")) return { state: "lost", signedOut: response.type === "opaqueredirect" || response.status === 403 };
      return await response.json();
    } catch {
      return { state: "lost" };
    } finally { clearTimeout(late); }
  };

  const list = (what) => {
    choice.replaceChildren(...what.map((words, place) => {
      const row = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = words;
      button.addEventListener("click", () => pick(place));
      row.append(button);
      return row;
    }));
    choice.hidden = false;
    line.value = "";
    line.readOnly = true;
    line.focus();
  };
  const pick = (place) => {
    if (!asking || busy) return;
    if (asking.person === undefined) {
      if (place >= asking.people.length) return;
      asking.person = asking.people[place].pk;
      say("", "没有读卡：请按数字键选择原因。");
      list(reasons);
    } else if (place < reasons.length) {
      asking.reason = reasons[place];
      go(asking);
    }
  };

  const show = (row) => {
    const tr = document.createElement("tr");
    tr.dataset.key = row.key;
    for (const words of [row.at, row.name, row.pay + (row.subsidised ? "" : "（公众价）")]) tr.insertCell().textContent = words;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.dataset.undoKey = row.key;
    button.textContent = "撤销";
    tr.insertCell().append(button);
    const body = part("served");
    if (body.querySelector(`[data-key="${row.key}"]`)) return;
    body.prepend(tr);
    while (body.rows.length > 12) body.lastElementChild.remove();
  };

  const keep = (diner) => {
    if (!isCard(diner.text)) {
      say("danger", "网络断开，姓名和身份证不能在断网时核销：请刷卡，或记在纸上，恢复后再输入。");
      ready();
      return;
    }
    // The same card read twice while the line is down is one diner.
    const rows = read(KEPT);
    if (rows.some((each) => each.text === diner.text && Date.now() - Date.parse(each.at) < 600000)) {
      say("warn", `卡 ${diner.text} 刚才已经记下，没有重复。`);
    } else if (write(KEPT, [...rows, { key: diner.key, text: diner.text, way: diner.way, at: new Date().toISOString() }])) {
      say("warn", `网络断开，已记下卡 ${diner.text}，恢复后自动上传；金额以上传后的结果为准。`);
    } else {
      say("danger", "网络断开，浏览器也不能保存：请把卡号和时间记在纸上。");
    }
    part("offline").hidden = false;
    draw();
    ready();
  };

  const go = async (diner) => {
    if (busy) return;
    busy = true;
    const said = { key: diner.key, text: diner.text, way: diner.way, terminal: box.dataset.counter };
    if (diner.person !== undefined) Object.assign(said, { person: diner.person, reason: diner.reason || "" });
    const found = await post(box.dataset.serve, said);
    busy = false;
    if (found.state === "lost") {
      keep(diner);
      if (found.signedOut) say("danger", "登录已失效：请另开窗口重新登录后刷新本页，已记下的会自动上传。");
    } else if (found.state === "choose") {
      asking = { ...diner, people: found.people };
      say("", `请按数字键选人${found.more ? "（同名较多，请输入更完整的姓名）" : ""}。`);
      list(found.people.map((each) => each.words));
    } else if (found.state === "served") {
      part("offline").hidden = true;
      show(found);
      part("number").textContent = found.number;
      say(found.subsidised ? "ok" : "warn", found.words, found.pay);
      ready();
      again();
    } else {
      say("danger", found.words);
      ready();
    }
  };

  const draw = () => {
    const waiting = read(KEPT), failed = read(FAILED);
    part("waiting-box").hidden = !waiting.length;
    part("waiting-number").textContent = waiting.length;
    part("waiting").replaceChildren(...waiting.map((each) => {
      const row = document.createElement("li");
      row.textContent = `${new Date(each.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })}　卡 ${each.text}`;
      return row;
    }));
    part("failed-box").hidden = !failed.length;
    part("failed").replaceChildren(...failed.map((each) => {
      const row = document.createElement("li"), button = document.createElement("button");
      row.textContent = `卡 ${each.text}：${each.words} `;
      button.type = "button";
      button.className = "link";
      button.textContent = "已处理";
      button.addEventListener("click", () => { write(FAILED, read(FAILED).filter((one) => one.key !== each.key)); draw(); });
      row.append(button);
      return row;
    }));
  };
  // What is kept, the oldest first; one that was answered, well or not, is taken off the list, one that was not stays on it.
  const again = async () => {
    if (sending) return;
    sending = true;
    for (let rows = read(KEPT); rows.length; rows = read(KEPT)) {
      const first = rows[0];
      const found = await post(box.dataset.serve, { ...first, terminal: box.dataset.counter });
      if (found.state === "lost") break;
      if (found.state === "served") {
        show(found);
        part("number").textContent = found.number;
      } else {
        write(FAILED, [...read(FAILED), { ...first, words: found.words || "请重新核销" }]);
      }
      write(KEPT, read(KEPT).filter((each) => each.key !== first.key));
      part("offline").hidden = true;
      draw();
    }
    sending = false;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = line.value.trim();
    if (busy || asking || !text) return;
    go({ key: fresh(), text, way: way.value });
  });
  way.addEventListener("change", () => line.focus());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && asking && !busy) { say("", "已退出，没有核销。"); ready(); }
    if (asking && /^[1-9]$/.test(event.key)) { event.preventDefault(); pick(+event.key - 1); }
  });
  box.addEventListener("click", async (event) => {
    const key = event.target.dataset?.undoKey;
    if (!key || busy) return;
    const found = await post(box.dataset.undo, { key });
    if (found.state === "reversed") {
      const row = part("served").querySelector(`[data-key="${key}"]`);
      row.classList.add("gone");
      row.lastElementChild.textContent = "已撤销";
      part("number").textContent = Math.max(0, part("number").textContent - 1);
    }
    say(found.state === "reversed" ? "ok" : "danger", found.words || "网络断开，没有撤销，请稍后再试。");
    line.focus();
  });
  addEventListener("online", again);
  setInterval(() => { if (read(KEPT).length) again(); }, AGAIN);
  draw();
  again();
  line.focus();
})();
