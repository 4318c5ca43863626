// Where the phone is and when the photo was made, beside the photo itself.
(() => {
  "use strict";
  const form = document.getElementById("page-form");
  if (!form?.elements.latitude) return;
  const put = (name, value) => { form.elements[name].value = value; };
  const words = document.getElementById("place-words");
  form.querySelector("input[type=file]")?.addEventListener("change", (event) => {
    const [file] = event.target.files;
    put("taken_at", file ? new Date(file.lastModified).toISOString() : "");
  });
  if (!navigator.geolocation) { words.textContent = "手机不支持定位：照片照样收下，但这一户须由民政局现场抽查。"; return; }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      put("latitude", coords.latitude.toFixed(6));
      put("longitude", coords.longitude.toFixed(6));
      put("accuracy", String(Math.round(coords.accuracy)));
      words.textContent = `已定位，误差约${Math.round(coords.accuracy)}米。`;
    },
    () => { words.textContent = "没有定位：请允许定位后刷新；没有定位的照片照样收下，但这一户须由民政局现场抽查。"; },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
})();
