/** Pointing and clicking in the picture. */

import type { App } from "../app";
import { h, put } from "./dom";

export function pointer(app: App, canvas: HTMLCanvasElement): void {
  const tip = h("div", { class: "tip", role: "tooltip", hidden: true });
  document.body.append(tip);
  let x = 0, y = 0, asked = false, inside = false;
  const look = (): void => {
    asked = false;
    const hit = inside && !app.stage.orbit.busy ? app.stage.pick(x, y) : null;
    canvas.style.cursor = hit ? "pointer" : "grab";
    if (!hit) { tip.hidden = true; app.hover([]); return; }
    const what = app.describe(hit);
    app.hover(what.fascicles, what.bone);
    put(tip, h("b", {}, what.title), what.detail ? h("span", {}, what.detail) : "");
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.transform = `translate(${Math.round(Math.min(innerWidth - box.width - 8, x + 14))}px, ${Math.round(Math.max(8, y - box.height - 10))}px)`;
  };
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    x = event.clientX; y = event.clientY; inside = true;
    if (!asked) { asked = true; requestAnimationFrame(look); }
  });
  canvas.addEventListener("pointerleave", () => { inside = false; tip.hidden = true; app.hover([]); });
  app.stage.orbit.onClick = (cx, cy) => {
    const hit = app.stage.pick(cx, cy);
    app.select(hit ? app.describe(hit).id : "");
  };
  canvas.addEventListener("dblclick", () => { if (app.state.selected) app.lookAt(); });
}
