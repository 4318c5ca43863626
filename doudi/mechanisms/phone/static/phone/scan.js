// A code on a photo, read on the phone itself, without a signal: by the browser where it can (bars, too), else by jsQR (square codes).
const Scan = (() => {
  "use strict";
  const SIDES = [1000, 600, 1600]; // pixels of the longer side: not every size of a photo can be read

  const byBrowser = async (picture) => {
    if (!("BarcodeDetector" in window)) return "";
    try { return (await new BarcodeDetector().detect(picture))[0]?.rawValue || ""; } catch { return ""; }
  };
  const byOurselves = (picture, side) => {
    const share = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    const glass = canvas.getContext("2d", { willReadFrequently: true });
    glass.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return jsQR(glass.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height)?.data || "";
  };
  // What stands in the code; an error with the sentence for whoever took the photo.
  const read = async (file) => {
    let picture;
    try { picture = await createImageBitmap(file); } catch { throw new Error("照片打不开，请重拍，或者照抄编号。"); }
    try {
      const found = (await byBrowser(picture)) || SIDES.reduce((known, side) => known || byOurselves(picture, side), "");
      if (!found.trim()) throw new Error("没有读到条码，请靠近、对准后重拍，或者照抄编号。");
      return found.trim();
    } finally {
      picture.close();
    }
  };
  return { read };
})();
