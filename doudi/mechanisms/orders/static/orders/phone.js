// One step on the phone: a key of its own so that it counts once, where the phone is, and what its clock says.
(() => {
  "use strict";
  const form = document.getElementById("step-form");
  if (!form) return;
  const put = (name, value) => { form.elements[name].value = value; };
  // By hand where the page came over http: there a browser offers no randomUUID.
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");
  const KEPT = "doudi-device";
  let device = "";
  try {
    device = localStorage.getItem(KEPT) || fresh();
    localStorage.setItem(KEPT, device);
  } catch { device = ""; }
  put("device", device);
  put("key", fresh());
  const words = form.querySelector("[data-words]");
  const say = (text) => { if (words) words.textContent = text; };
  if ("place" in form.dataset) {
    if (!navigator.geolocation) say("手机不支持定位，请扫门牌码并拍照。");
    else {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          put("latitude", coords.latitude.toFixed(6));
          put("longitude", coords.longitude.toFixed(6));
          put("accuracy", String(Math.round(coords.accuracy)));
          say(`已定位，误差约 ${Math.round(coords.accuracy)} 米。`);
        },
        (error) => say(`${{ 1: "没有允许定位", 2: "没有定位信号", 3: "定位超时" }[error.code] || "没有定位信号"}，请扫门牌码并拍照。`),
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
      );
    }
  }
  form.addEventListener("submit", () => {
    put("phone_at", new Date().toISOString());
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
})();
