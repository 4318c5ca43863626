// Signing on the glass: one canvas, a finger or a pen; what is signed comes as PNG.
const Pad = (() => {
  "use strict";
  const SIDES = [1200, 440]; // pixels of the picture that is kept, whatever the width of the phone

  // `start`: what was signed before; `changed`: called with the picture, or with nothing after it was wiped.
  const on = (canvas, start, changed) => {
    const ink = canvas.getContext("2d");
    [canvas.width, canvas.height] = SIDES;
    ink.lineWidth = 7;
    ink.lineCap = ink.lineJoin = "round";
    ink.strokeStyle = "#1f2329";
    let last = null;
    let length = 0;
    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * (canvas.width / box.width), (event.clientY - box.top) * (canvas.height / box.height)];
    };
    const wipe = () => { ink.clearRect(0, 0, canvas.width, canvas.height); length = 0; };
    if (start) {
      const picture = new Image();
      picture.onload = () => ink.drawImage(picture, 0, 0);
      picture.src = start;
      length = Infinity;
    }
    canvas.addEventListener("pointerdown", (event) => { last = point(event); canvas.setPointerCapture(event.pointerId); event.preventDefault(); });
    canvas.addEventListener("pointermove", (event) => {
      if (!last) return;
      const next = point(event);
      ink.beginPath();
      ink.moveTo(...last);
      ink.lineTo(...next);
      ink.stroke();
      length += Math.hypot(next[0] - last[0], next[1] - last[1]);
      last = next;
    });
    const lifted = () => { if (last && length > 60) changed(canvas.toDataURL("image/png")); last = null; }; // a dot is no name
    canvas.addEventListener("pointerup", lifted);
    canvas.addEventListener("pointercancel", lifted);
    return { wipe: () => { wipe(); changed(""); } };
  };
  return { on };
})();
