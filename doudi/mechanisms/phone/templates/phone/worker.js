{# The list comes before the script; addresses carry the hash of what they hold, so that a change of any makes a new worker. #}const PAGE = "{% url "phone:page" %}";
const FILES = ["{% asset shell.bootstrap_css %}", "{% asset "desk/app.css" %}", "{% asset "desk/seal.svg" %}", "{% asset "phone/phone.css" %}", "{% asset shell.codes_js %}"{% for style in styles %}, "{% asset style %}"{% endfor %}{% for script in scripts %}, "{% asset script %}"{% endfor %}];
// The page opens without a signal. Kept are that page and its files, which hold nobody's data; everything else, and all
// that is sent, goes to the network as if this were not there.
const CACHE = "phone-" + FILES.map((each) => each.split("v=").pop()).join("-");
const PATIENCE = 4000; // milliseconds, where the signal is weak

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([PAGE, ...FILES])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("phone-") && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (event.request.mode === "navigate" && address.pathname === PAGE) event.respondWith(freshOrKept(event.request));
  else if (FILES.includes(address.pathname + address.search)) event.respondWith(kept(event.request));
});

const kept = async (request) => (await caches.match(request)) || fetch(request);
const freshOrKept = async (request) => {
  try {
    const late = new Promise((_, give) => { setTimeout(() => give(new Error("no signal")), PATIENCE); });
    const fresh = await Promise.race([fetch(request), late]);
    if (fresh.ok && !fresh.redirected) return fresh;
  } catch { /* without a signal: the page that was kept */ }
  return (await caches.match(PAGE)) || fetch(request);
};
