// Photos: made smaller before they are kept, which also takes out whatever the camera wrote into them; with the time and the place.
const Pictures = (() => {
  "use strict";
  const SIDE = 1600; // pixels of the longer side: enough to read a meter or a certificate
  const LIMIT = 60; // MB; what is bigger no phone decodes
  const QUALITY = 0.8;

  const dataOf = (blob) => new Promise((give, fail) => {
    const reader = new FileReader();
    reader.onload = () => give(reader.result);
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });
  const size = (bytes) => `${Math.max(0.1, bytes / 1048576).toFixed(1)} MB`;

  // A photo as it is kept; an error with the sentence for the surveyor if it cannot be used.
  const smaller = async (file) => {
    if (file.size > LIMIT * 1048576) throw new Error(`照片“${file.name}”有 ${size(file.size)}，超过 ${LIMIT} MB，请把相机调到普通清晰度重拍。`);
    let picture;
    try {
      picture = await createImageBitmap(file);
    } catch {
      throw new Error(`照片“${file.name}”打不开，不是照片，或者太大（${size(file.size)}）。请用相机重拍。`);
    }
    const share = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((give) => { canvas.toBlob(give, "image/jpeg", QUALITY); });
    if (!blob) throw new Error(`照片“${file.name}”太大，手机处理不了。请把相机调到普通清晰度重拍。`);
    return { kind: "PHOTO", data: await dataOf(blob), at: new Date().toISOString(), note: `${size(file.size)} → ${size(blob.size)}` };
  };

  // Where the phone is; a reason in words if it cannot tell.
  const place = () => new Promise((give, fail) => {
    if (!navigator.geolocation) { fail(new Error("手机不支持定位")); return; }
    const words = { 1: "没有允许定位", 2: "没有定位信号", 3: "定位超时" };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => give({ latitude: Number(coords.latitude.toFixed(6)), longitude: Number(coords.longitude.toFixed(6)), accuracy: Math.round(coords.accuracy) }),
      (error) => fail(new Error(words[error.code] || "没有定位信号")),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
  // By hand: the page's policy lets nothing but the site itself be fetched.
  const blobOf = (data) => {
    const [head, body] = data.split(",");
    return new Blob([Uint8Array.from(atob(body), (each) => each.charCodeAt(0))], { type: /data:([^;]+)/.exec(head)[1] });
  };
  return { smaller, place, blobOf };
})();
