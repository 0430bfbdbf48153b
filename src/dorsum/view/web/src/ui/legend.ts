/** What the colours mean, and what they show. */

import type { App } from "../app";
import { LAYERS, NO_DATA, css, ramp } from "../colours";
import { STRESS_SCALE } from "../look";
import { capital } from "../names";
import type { ColourBy } from "../state";
import { swatch } from "./layers";
import { h, put } from "./dom";

const ALWAYS: readonly (readonly [ColourBy, string])[] = [["natural", "Natural"], ["layer", "Layer"], ["nerve", "Nerve"]];
/** What there is to show where loads are computed. */
const OF_LOADS: typeof ALWAYS = [["activation", "Activation"], ["stress", "Stress"]];

export function legend(app: App): HTMLElement {
  const select = h("select", { id: "colour", "aria-label": "Colour muscles by" });
  select.addEventListener("change", () => app.store.set({ colour: select.value as ColourBy }));
  const body = h("div", { class: "legend-body" });
  const draw = (): void => {
    const { colour, mode } = app.state;
    put(select, ...[...ALWAYS, ...(mode === "load" ? OF_LOADS : [])].map(([value, text]) => h("option", { value }, text)));
    select.value = colour;
    put(body, ...content(app, colour));
  };
  draw();
  app.store.listen((_, changed) => { if (changed.has("colour") || changed.has("mode")) draw(); });
  const room = (): void => document.documentElement.style.setProperty("--legend", `${panel.offsetHeight}px`);
  const panel = h("section", { class: "legend panel", "aria-label": "Colours" }, h("label", { class: "colour-by" }, h("span", {}, "Colour"), select), body);
  new ResizeObserver(room).observe(panel);
  return panel;
}

function content(app: App, colour: ColourBy): HTMLElement[] {
  const { info } = app.model;
  const item = (rgb: number, text: string): HTMLElement => h("li", {}, swatch(rgb), text);
  switch (colour) {
    case "natural": return [];
    case "layer": return [h("ul", {}, info.layers.flatMap((layer, i) => (layer.layers.length ? [item(LAYERS[i]!, layer.name)] : [])))];
    case "nerve": return [h("ul", { class: "long" }, [...app.look.nerves].map(([name, rgb]) => item(rgb, capital(name))))];
    case "activation": return [scale("0 %", "100 %", "share of full activation")];
    case "stress": return [scale("0", `${STRESS_SCALE / 1e4} N/cm²`, "pull per cross-section")];
  }
}

function scale(low: string, high: string, what: string): HTMLElement {
  const bar = h("div", { class: "ramp", role: "img", "aria-label": `${what} from pale, ${low}, to dark, ${high}` });
  bar.style.background = `linear-gradient(90deg, ${Array.from({ length: 11 }, (_, i) => css(ramp(i / 10))).join(",")})`;
  return h("div", {}, bar, h("div", { class: "ends" }, h("span", {}, low), h("span", {}, what), h("span", {}, high)),
    h("ul", {}, h("li", {}, swatch(NO_DATA), "not computed")));
}
