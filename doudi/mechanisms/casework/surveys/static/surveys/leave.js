// Signing out clears what the phone carries; whoever still has something unsent is asked first.
(() => {
  "use strict";
  const NAME = "doudi-surveys";
  const unsent = () => new Promise((give) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => { request.transaction.abort(); }; // there is none: do not make one
    request.onerror = () => give(null);
    request.onsuccess = () => {
      const kept = request.result.transaction("entries").objectStore("entries").getAll();
      kept.onsuccess = () => { request.result.close(); give(kept.result.filter((each) => each.begun).length); };
      kept.onerror = () => { request.result.close(); give(0); };
    };
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-sign-out]") || form.dataset.cleared || !window.indexedDB) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const number = await unsent();
    if (number && !window.confirm(`本机还有 ${number} 份入户调查没有送达，退出登录将一并清除。确定退出吗？`)) return;
    if (number !== null) await new Promise((give) => { const gone = indexedDB.deleteDatabase(NAME); gone.onsuccess = gone.onerror = gone.onblocked = give; });
    form.dataset.cleared = "1";
    form.requestSubmit();
  }, true);
})();
