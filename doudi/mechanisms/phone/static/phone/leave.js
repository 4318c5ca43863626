// Signing out clears what the phone carries; whoever still has something unsent is asked first.
(() => {
  "use strict";
  const NAME = "doudi-phone";
  // 1 份入户调查、2 份巡访: how many of each kind
  const counted = (begun) => Object.entries(begun.reduce((sums, { kind }) => ({ ...sums, [kind]: (sums[kind] || 0) + 1 }), {})).map(([kind, number]) => `${number} 份${kind}`);
  const unsent = () => new Promise((give) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => { request.transaction.abort(); }; // there is none: do not make one
    request.onerror = () => give(null);
    request.onsuccess = () => {
      const kept = request.result.transaction("entries").objectStore("entries").getAll();
      kept.onsuccess = () => { request.result.close(); give(counted(kept.result.filter((each) => each.begun))); };
      kept.onerror = () => { request.result.close(); give([]); };
    };
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-sign-out]") || form.dataset.cleared || !window.indexedDB) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const words = await unsent();
    if (words?.length && !window.confirm(`本机还有 ${words.join("、")}没有送达，退出登录将一并清除。确定退出吗？`)) return;
    if (words !== null) await new Promise((give) => { const gone = indexedDB.deleteDatabase(NAME); gone.onsuccess = gone.onerror = gone.onblocked = give; });
    form.dataset.cleared = "1";
    form.requestSubmit();
  }, true);
})();
