/** The list of layers with their muscles, or of groups: switches to show, hide and choose. */

import type { App } from "../app";
import { LAYERS, css } from "../colours";
import type { MuscleInfo } from "../types";
import { capital, words } from "../names";
import { h, icon, segmented, put } from "./dom";

const BONES = { "bone:trunk": "Trunk, head and girdle", "bone:limbs": "Arms and legs" };
type By = "layer" | "group";

export function layers(app: App): HTMLElement {
  let by: By = "layer";
  const open = new Set<string>();
  const tree = h("div", { class: "tree" });
  const choice = segmented<By>("List by", [["layer", "Layers"], ["group", "Groups"]], () => by, (value) => { by = value; choice.update(); draw(); });
  const clear = h("button", { type: "button", class: "quiet", onclick: () => app.store.set({ layersOff: [], hidden: [], isolated: [], through: [], sides: "both" }) }, icon("eye"), "All");

  const xray = h("button", { type: "button", class: "eye", title: "See through all muscles", "aria-label": "See through all muscles", onclick: () => toggle("through", "all") }, icon("ghost"));

  const eye = (label: string, on: boolean, toggle: () => void): HTMLElement => h("button", {
    type: "button", class: "eye", "aria-pressed": String(on), "aria-label": `${on ? "Hide" : "Show"} ${label}`, title: `${on ? "Hide" : "Show"} ${label}`, onclick: toggle,
  }, icon(on ? "eye" : "eyeOff"));

  const toggle = (key: "layersOff" | "hidden" | "through", id: string): void => {
    const list = app.state[key];
    app.store.set({ [key]: list.includes(id) ? list.filter((x) => x !== id) : [...list, id] });
  };

  const muscle = (m: MuscleInfo): HTMLElement => h("li", { class: "muscle", "data-on": String(!app.state.hidden.includes(m.id)) },
    h("button", {
      type: "button", class: "name", "aria-current": app.parts().includes(m.id) ? "true" : null,
      onclick: () => app.select(m.id, true), onpointerenter: () => app.hover(m.fascicles), onpointerleave: () => app.hover([]),
      onfocus: () => app.hover(m.fascicles), onblur: () => app.hover([]),
    }, m.name), eye(m.name, !app.state.hidden.includes(m.id), () => toggle("hidden", m.id)));

  const section = (key: string, title: string, colour: number | null, members: MuscleInfo[], off: string, peeled: boolean): HTMLElement => {
    const shown = !app.state.layersOff.includes(off);
    const expanded = open.has(key);
    const items = members.flatMap((m) => m.fascicles);
    const id = `members-${key.replace(/\W/g, "-")}`;
    return h("section", { "data-on": String(shown && !peeled) },
      h("div", { class: "row" },
        h("button", {
          type: "button", class: "fold", "aria-expanded": String(expanded), "aria-controls": id,
          onclick: () => { if (!open.delete(key)) open.add(key); draw(); document.querySelector<HTMLElement>(`[aria-controls="${id}"]`)?.focus(); },
          onpointerenter: () => app.hover(items), onpointerleave: () => app.hover([]),
        }, icon("chevron"), colour === null ? null : swatch(colour), h("span", {}, title), h("small", {}, String(members.length))),
        eye(title, shown, () => toggle("layersOff", off))),
      h("ul", { id, hidden: !expanded }, expanded ? members.map(muscle) : []));
  };

  const draw = (): void => {
    const { info, layerOf } = app.model;
    const top = tree.scrollTop;
    if (by === "layer") {
      put(tree, ...info.layers.flatMap((layer, i) => {
        const members = info.muscles.filter((m) => layerOf[m.fascicles[0] ?? 0] === i);
        return members.length ? [section("layer-" + layer.step, layer.name, LAYERS[i]!, members, layer.step, app.state.peel >= i + 0.98)] : [];
      }));
      tree.append(h("h2", {}, "Bones"), ...Object.entries(BONES).map(([off, title]) => {
        const on = !app.state.layersOff.includes(off);
        return h("section", { "data-on": String(on) }, h("div", { class: "row" }, h("span", { class: "limb" }, title), eye(title.toLowerCase(), on, () => toggle("layersOff", off))));
      }));
    } else {
      const groups = [...new Set(info.muscles.map((m) => m.group))];
      put(tree, ...groups.map((group) => section("group-" + group, capital(words(group)), null,
        info.muscles.filter((m) => m.group === group), "group:" + group, false)));
    }
    tree.scrollTop = top;
    const { layersOff, hidden, isolated, through, sides } = app.state;
    xray.setAttribute("aria-pressed", String(through.includes("all")));
    clear.hidden = !layersOff.length && !hidden.length && !isolated.length && !through.length && sides === "both";
  };
  draw();
  app.store.listen((_, changed) => {
    if (["layersOff", "hidden", "isolated", "through", "selected", "peel", "sides"].some((key) => changed.has(key as never))) draw();
  });
  return h("div", { class: "layers" }, h("div", { class: "bar" }, choice.element, h("span", {}, clear, xray)), tree);
}

export function swatch(colour: number): HTMLElement {
  const dot = h("i", { class: "swatch", "aria-hidden": "true" });
  dot.style.background = css(colour);
  return dot;
}
