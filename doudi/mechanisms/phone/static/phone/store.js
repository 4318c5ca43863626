// What the phone keeps until it is sent: sealed with a key that cannot be read out of the browser, one entry a matter, forgotten once sent.
// Never an identity number, an account or a phone number: they are not sent to the phone at all.
const Store = (() => {
  "use strict";
  const NAME = "doudi-phone";
  const IDLE_DAYS = 3; // a form that nobody began is not carried about for longer
  let opened;

  const asked = (request) => new Promise((give, fail) => { request.onsuccess = () => give(request.result); request.onerror = () => fail(request.error); });
  const open = () => {
    opened ||= new Promise((give, fail) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("entries");
        request.result.createObjectStore("known");
      };
      request.onsuccess = () => { request.result.onversionchange = () => { request.result.close(); opened = undefined; }; give(request.result); };
      request.onerror = () => fail(request.error);
    });
    return opened;
  };
  const within = async (store, mode, work) => asked(work((await open()).transaction(store, mode).objectStore(store)));

  const key = async () => {
    const kept = await within("known", "readonly", (store) => store.get("key"));
    if (kept) return kept;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await within("known", "readwrite", (store) => store.put(made, "key"));
    return made;
  };
  const seal = async (entry) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(entry));
    return { user: entry.form.user, kind: entry.form.kind, saved: Date.now(), begun: entry.begun, iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), plain) };
  };
  const unseal = async (kept) => JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, await key(), kept.sealed)));

  const nameOf = (form) => `${form.box}:${form.subject}`;

  // Of two changes the later one is written last, however long sealing takes.
  let queue = Promise.resolve();
  const put = (entry) => {
    const copy = JSON.parse(JSON.stringify(entry));
    queue = queue.catch(() => {}).then(async () => { const kept = await seal(copy); await within("entries", "readwrite", (store) => store.put(kept, nameOf(copy.form))); });
    return queue;
  };
  const remove = (form) => { queue = queue.catch(() => {}).then(() => within("entries", "readwrite", (store) => store.delete(nameOf(form)))); return queue; };

  // The entries of one user, the oldest first. Those of somebody else on the same phone stay sealed and are only counted.
  const all = async (user) => {
    await queue.catch(() => {});
    const kept = await within("entries", "readonly", (store) => store.getAll());
    const idle = (each) => !each.begun && Date.now() - each.saved > IDLE_DAYS * 86400000;
    const mine = kept.filter((each) => each.user === user && !idle(each));
    const entries = await Promise.all(mine.map(unseal));
    for (const each of kept.filter((one) => one.user === user && idle(one))) await remove((await unseal(each)).form);
    return { entries, others: kept.filter((each) => each.user !== user).length };
  };
  const known = (name) => within("known", "readonly", (store) => store.get(name));
  const know = (name, value) => within("known", "readwrite", (store) => store.put(value, name));
  return { put, remove, all, known, know, nameOf };
})();
