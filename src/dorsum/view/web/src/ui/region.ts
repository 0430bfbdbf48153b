/** The card of a named region: what bounds, covers and fills it, with its sources. */

import type { App } from "../app";
import { css } from "../colours";
import { capital } from "../names";
import { lookAtRegion } from "../regions";
import type { RegionFact, RegionFacts, RegionPlace } from "../types";
import { h, icon } from "./dom";

const MM2_PER_CM2 = 100;

export function regionFacts(app: App, found: RegionFacts, place: RegionPlace): HTMLElement[] {
  const titles = [...new Set(found.parts.map((part) => part.told_as))];
  const latin = found.latin_name.startsWith("not known") ? "" : found.latin_name;
  return [
    ...(latin ? [h("p", { class: "latin", lang: "la" }, latin)] : []),
    h("div", { class: "tools", role: "group", "aria-label": "What to do with it" },
      h("button", { type: "button", onclick: () => void lookAtRegion(app) }, icon("aim"), "Look at")),
    h("p", { class: "lead" }, capital(found.definition), "."),
    ...(found.synonyms.length ? [h("p", { class: "also" }, "Also: ", found.synonyms.join(", "))] : []),
    ...titles.map((title) => h("section", { class: "region" }, h("h3", {}, capital(title)),
      h("ul", {}, found.parts.filter((part) => part.told_as === title).map((part) => fact(app, part))))),
    ...(found.areas.length ? [areas(found)] : []),
    ...(place.amiss.length ? [h("p", { class: "hint" }, `The lines of this model enclose no such region: ${place.amiss.join("; ")}.`)] : []),
    h("p", { class: "hint" }, found.lacks.map((lack) => `${capital(lack)}.`).join(" "), " A table of facts, not an examination."),
    h("details", {}, h("summary", {}, `Sources (${found.sources.length})`), h("ul", { class: "sources" }, found.sources.map((s) =>
      h("li", {}, h("b", {}, s.key), " ", s.citation)))),
  ];
}

function fact(app: App, part: RegionFact): HTMLElement {
  const { info, muscleAt } = app.model;
  const tints = app.regions.tints(app.state.selected);
  const drawn = part.muscles.filter((id) => muscleAt.has(id));
  const to = (id: string): HTMLElement => h("button", {
    type: "button", class: "quiet", onclick: () => app.select(id, true), onpointerenter: () => app.hoverMuscle(id), onpointerleave: () => app.hover([]),
  }, dot(tints.get(id)), info.muscles[muscleAt.get(id)!]!.name);
  const named = drawn.length === 1 && part.what.toLowerCase() === info.muscles[muscleAt.get(drawn[0]!)!]!.name.toLowerCase();
  return h("li", {},
    part.side && h("small", {}, capital(part.side)), named ? "" : h("span", {}, capital(part.what)),
    drawn.length ? h("span", { class: "links" }, drawn.map(to)) : "",
    h("small", {}, [part.detail, part.note, part.source.join(", ")].filter(Boolean).join(" · ")));
}

function dot(colour: number | undefined): HTMLElement | string {
  if (colour === undefined) return "";
  const made = h("i", { class: "swatch", "aria-hidden": "true" });
  made.style.background = css(colour);
  return made;
}

function areas(found: RegionFacts): HTMLElement {
  const said = (mm2: number): string => (mm2 / MM2_PER_CM2).toFixed(1);
  return h("section", { class: "region" }, h("h3", {}, "Measured area"), h("ul", {}, found.areas.map((row) =>
    h("li", {}, h("span", {}, `${said(row.area_mm2)}${row.sd_mm2 === null ? "" : ` ± ${said(row.sd_mm2)}`} cm²`), h("small", {}, `${row.sample} · ${row.source.join(", ")}`)))));
}
