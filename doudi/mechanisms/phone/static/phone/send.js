// Sending: each form under its own key, so that sent twice it is one; it is forgotten only after the server has said that it has it.
const Send = (() => {
  "use strict";
  const PATIENCE = 90000; // milliseconds for one form with its photos

  const HASTE = 5000; // for who is signed in: with a weak signal the form must open all the same

  const asked = async (address, given = {}, patience = PATIENCE) => {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", signal: stop.signal, ...given });
      const json = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
      return { status: answer.status, json };
    } catch {
      return { status: 0, json: null }; // no signal
    } finally {
      clearTimeout(late);
    }
  };
  const home = document.body.dataset.home;
  const me = (patience = HASTE) => asked(`${home}me/`, {}, patience);
  const post = (address, token, body) => asked(address, { method: "POST", headers: { "X-CSRFToken": token }, body });
  const carry = (box, subject, token) => post(`${home}${box}/${subject}/carry/`, token);
  const carryDue = (box, token) => post(`${home}${box}/carry/`, token);

  const bodyOf = (entry) => {
    const body = new FormData();
    const signed = Form.wanted(entry).map(({ kind }) => ({ kind, data: entry.signatures[kind], at: entry.filled_at, place: entry.place }));
    const pictures = [...signed, ...Form.pictured(entry)].map((each, place) => {
      body.append(`picture-${place}`, Pictures.blobOf(each.data), each.kind === "PHOTO" ? "photo.jpg" : "signature.png");
      return { kind: each.kind, file: `picture-${place}`, at: each.at, place: each.place };
    });
    const more = Parts[entry.form.box]?.more?.(entry) || {};
    const { key, began_at, filled_at, place, no_place } = entry;
    body.append("sent", JSON.stringify({ key, step: entry.form.step, said: Form.said(entry), began_at, filled_at, place, no_place, more, pictures }));
    return body;
  };

  // Sends one form: { sent, sentence, signIn }.
  const one = async (entry) => {
    const who = await me(4 * HASTE);
    if (!who.status) return { sent: false, sentence: "信号不好，还没有送达；内容保存在本机，有信号后打开本页会再发送。" };
    if (who.status === 401) return { sent: false, sentence: "登录已过期，填写的内容还在本机，请登录后再发送。", signIn: true };
    if (who.json?.user !== entry.form.user) return { sent: false, sentence: `这份${entry.form.kind}由${entry.form.worker}填写，请由本人登录后发送。`, signIn: true };
    const answer = await post(`${home}${entry.form.box}/${entry.form.subject}/send/`, who.json.token, bodyOf(entry));
    if (answer.status === 200 && answer.json) return { sent: true, sentence: answer.json.sentence, taken: answer.json.taken };
    if (answer.status === 401) return { sent: false, sentence: answer.json?.sentence || "登录已过期，请登录后再发送。", signIn: true };
    if (answer.json?.sentence) return { sent: false, sentence: answer.json.sentence, wrong: true };
    if (!answer.status) return { sent: false, sentence: "网络中断，没有送达，填写的内容还在本机，有信号后会再发送。" };
    return { sent: false, sentence: "没有送达，填写的内容还在本机。请稍后再试，仍不行请联系系统管理员。" };
  };
  return { me, carry, carryDue, one };
})();
