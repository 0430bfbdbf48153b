/** The card of what is chosen: the atlas's facts, with their sources. */

import type { App } from "../app";
import { capital, words } from "../names";
import type { ClaimFacts, MuscleFacts, PartFacts, SlipFacts } from "../types";
import { h, icon, put } from "./dom";
import { GESTURES } from "./help";
import { painPanel } from "./pain";
import { regionFacts } from "./region";
import { tellPain } from "../pain";
import { isPain } from "../places";
import { lookAtRegion } from "../regions";

/** How often a slip is there. */
const PRESENT: Record<string, string> = { constant: "in everybody", frequent: "in most people", variable: "in some people" };
const VERDICTS = ["contradicted", "imprecise", "unverifiable", "agrees"];

export function card(app: App): HTMLElement {
  const body = h("div", { class: "card", "aria-live": "polite" });
  const pain = painPanel(app);
  let shown: string | null = null;
  const draw = async (): Promise<void> => {
    const { selected } = app.state;
    if (selected === shown) return;
    shown = selected;
    body.setAttribute("aria-live", isPain(selected) ? "off" : "polite"); // that panel says itself what is new
    if (isPain(selected)) { put(body, pain); return; }
    const found = app.names.get(selected);
    if (!found) { put(body, ...nothing(app)); return; }
    put(body, head(app, found.name, found.kind === "bone" ? "bone" : ""), found.kind === "bone" ? bone(app, selected) : h("p", { class: "hint" }, "Reading the facts …"));
    if (found.kind === "bone") return;
    const region = app.regions.get(selected);
    try {
      if (region) {
        const known = await Promise.all([app.regions.facts(region.id), app.regions.place(region.id, app.state.subject)]);
        if (shown === selected) put(body, head(app, found.name, ""), ...regionFacts(app, ...known));
        return;
      }
      const [sheet, nerves] = await Promise.all([app.facts(selected), app.nerves()]);
      if (shown === selected) put(body, ...facts(app, sheet, nerves.map(({ name }) => name)));
    } catch (error) {
      if (shown === selected) body.append(h("p", { class: "problem", role: "alert" }, (error as Error).message));
    }
  };
  void draw();
  app.store.listen((_, changed) => {
    if (changed.has("selected")) void draw();
    if (["hidden", "isolated", "through"].some((k) => changed.has(k as never))) body.querySelector(".tools")?.replaceWith(tools(app));
  });
  return body;
}

function nothing(app: App): HTMLElement[] {
  return [
    h("h2", {}, "The human back"),
    h("p", { class: "lead" }, "Click a muscle or a bone to read what is known of it, or search for its name."),
    h("button", { type: "button", class: "way", onclick: () => tellPain(app) }, icon("aim"), "Where does it hurt?"),
    h("dl", { class: "keys" }, GESTURES.flatMap(([name, what]) => [h("dt", {}, name), h("dd", {}, what)])),
    h("p", { class: "hint" }, "All keys, and where the numbers come from: the question mark above, or the key ?."),
    h("p", { class: "hint" }, "A model is an argument, not a measurement. Not a diagnosis."),
  ];
}

function head(app: App, name: string, latin: string): HTMLElement {
  return h("header", {}, h("div", {}, h("h2", {}, capital(name)), latin && h("p", { class: "latin", lang: latin === "bone" ? null : "la" }, latin)),
    h("button", { type: "button", class: "round", "aria-label": "Close the card", title: "Let go (Esc)", onclick: () => app.select("") }, icon("close")));
}

export function toggled(list: readonly string[], ids: readonly string[]): string[] {
  return ids.every((id) => list.includes(id)) ? list.filter((id) => !ids.includes(id)) : [...new Set([...list, ...ids])];
}

function tools(app: App): HTMLElement {
  const ids = app.parts();
  const all = (list: readonly string[]): boolean => ids.length > 0 && ids.every((id) => list.includes(id));
  const { isolated, hidden, through } = app.state;
  const button = (label: string, which: "isolate" | "eyeOff" | "ghost" | "aim", on: boolean, act: () => void): HTMLElement =>
    h("button", { type: "button", "aria-pressed": String(on), onclick: act }, icon(which), label);
  return h("div", { class: "tools", role: "group", "aria-label": "What to do with it" },
    button("Isolate", "isolate", all(isolated), () => app.store.set({ isolated: all(isolated) ? [] : ids })),
    button("Hide", "eyeOff", all(hidden), () => app.store.set({ hidden: toggled(hidden, ids) })),
    button("See through", "ghost", all(through), () => app.store.set({ through: toggled(through, ids) })),
    button("Look at", "aim", false, () => app.lookAt()));
}

function facts(app: App, sheet: MuscleFacts, nerves: readonly string[]): HTMLElement[] {
  const single = sheet.parts.length === 1;
  const first = sheet.parts[0]!;
  return [
    head(app, sheet.name, single ? first.latin_name : `${sheet.parts.length} parts`),
    tools(app),
    ...(sheet.synonyms.length ? [h("p", { class: "also" }, "Also: ", sheet.synonyms.join(", "))] : []),
    h("p", { class: "ends" }, h("i", { class: "dot origin" }), "origin", h("i", { class: "dot insertion" }), "insertion"),
    ...inRegions(app, sheet),
    ...sheet.parts.map((part) => partFacts(app, part, single)),
    ...(app.parts().length ? [loses(app, sheet, nerves)] : []),
    ...claims(sheet.claims), ...exercises(sheet), ...sources(sheet),
  ];
}

/** Ways to see what a task is like without it. */
function loses(app: App, sheet: MuscleFacts, known: readonly string[]): HTMLElement {
  const own = sheet.parts.flatMap((part) => part.nerves.flatMap(({ nerve, role }) => (role === "motor" && known.includes(nerve) ? [nerve] : [])));
  const button = (label: string, what: Parameters<App["weaken"]>[0]): HTMLElement => h("button", { type: "button", class: "quiet", onclick: () => app.weaken(what) }, label);
  return h("div", { class: "loses", role: "group", "aria-label": "What a task is like without it" },
    button("Weaken it", { muscle: app.state.selected }), [...new Set(own)].map((nerve) => button(`Cut the ${nerve}`, { nerve })));
}

function inRegions(app: App, sheet: MuscleFacts): HTMLElement[] {
  const rows = sheet.named_regions.filter((row, i, all) => all.findIndex((other) => other.region === row.region) === i);
  if (!rows.length) return [];
  return [h("details", {}, h("summary", {}, `Named regions (${rows.length})`), h("ul", { class: "links" }, rows.map((row) => h("li", {}, h("button", {
    type: "button", class: "quiet", onclick: () => { app.select("region:" + row.region, true); void lookAtRegion(app); },
  }, `${row.name}: ${row.told_as}`)))))];
}

const known = (text: string): string => (text.startsWith("not known") || text === "none" ? "" : text);

function partFacts(app: App, part: PartFacts, open: boolean): HTMLElement {
  const rows: [string, string | HTMLElement][] = [
    ["Origin", part.origin], ["Insertion", part.insertion], ["Both sides", part.action_bilateral], ["One side", part.action_unilateral],
    ["Nerve", nerves(part)], ["Arteries", part.arterial_supply], ["Levels", part.levels], ["Group", words(part.group)],
  ];
  const list = h("dl", {}, rows.filter(([, v]) => typeof v !== "string" || known(v)).flatMap(([k, v]) => [h("dt", {}, k), h("dd", {}, v)]));
  const pain = Array.isArray(part.referred_pain) ? part.referred_pain.join("; ") : "";
  if (pain) list.append(h("dt", {}, "Pain felt"), h("dd", {}, pain));
  list.append(h("dt", {}, "How sure"), h("dd", {}, capital(part.how_sure)));
  const contents = [list, slips(app, part)];
  return open ? h("section", {}, contents)
    : h("details", { class: "part" }, h("summary", { onpointerenter: () => app.hoverMuscle(part.muscle), onpointerleave: () => app.hover([]) }, part.name), contents,
      h("button", { type: "button", class: "quiet", onclick: () => app.select(part.muscle, true) }, "Only this part"));
}

function nerves(part: PartFacts): string {
  return part.nerves.map((n) => `${n.nerve} ${span(n.roots)}${n.variable_roots.length ? ` (${span(n.variable_roots)})` : ""}`.trim()).join("; ") || part.innervation;
}

const span = (roots: readonly string[]): string => (roots.length > 2 ? `${roots[0]}–${roots.at(-1)}` : roots.join(", "));

function slips(app: App, part: PartFacts): HTMLElement {
  const point = (slip: SlipFacts): void => app.hover(app.slip(part.muscle, slip.slip));
  return h("details", { class: "slips" }, h("summary", {}, `Slips (${part.slips.length})`),
    h("ul", {}, part.slips.map((slip) => h("li", {
      tabindex: 0, onpointerenter: () => point(slip), onpointerleave: () => app.hover([]), onfocus: () => point(slip), onblur: () => app.hover([]),
    }, h("span", {}, slip.origin), h("i", { "aria-hidden": "true" }, " → "), h("span", { class: "unseen" }, " to "), h("span", {}, slip.insertion),
    app.slip(part.muscle, slip.slip).length ? "" : h("small", {}, "Not in the model."),
    h("small", {}, `${PRESENT[slip.presence] ?? slip.presence} · how sure: ${slip.confidence} · ${slip.source.join(", ")}`)))));
}

function claims(all: readonly ClaimFacts[]): HTMLElement[] {
  if (!all.length) return [];
  const sorted = [...all].sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict));
  return [h("details", {}, h("summary", {}, `What documents say (${all.length})`), h("ul", { class: "claims" }, sorted.map((claim) => h("li", {},
    h("span", { class: "badge", "data-verdict": claim.verdict }, claim.verdict), ` ${words(claim.predicate)}: ${claim.object}`,
    h("small", {}, [claim.title, claim.note].filter(Boolean).join(" — "))))))];
}

function exercises(sheet: MuscleFacts): HTMLElement[] {
  if (!sheet.exercises.length) return [];
  return [h("details", {}, h("summary", {}, `Exercises (${sheet.exercises.length})`), h("ul", {}, sheet.exercises.map((e) =>
    h("li", {}, h("span", {}, capital(words(e.exercise))), h("small", {}, [words(e.effect), e.how, `evidence: ${e.evidence}`].filter(Boolean).join(" · ")),
    ...e.contradicted.map((said) => h("small", {}, `measured otherwise: ${said}`))))))];
}

function sources(sheet: MuscleFacts): HTMLElement[] {
  return [h("details", {}, h("summary", {}, `Sources (${sheet.sources.length})`), h("ul", { class: "sources" }, sheet.sources.map((s) =>
    h("li", {}, h("b", {}, s.key), " ", s.citation))))];
}

function bone(app: App, id: string): HTMLElement {
  const { info } = app.model;
  const bone = info.bones.find((b) => "bone:" + b.name === id)!;
  const held = new Map<number, number>();
  info.fascicles.forEach((fascicle) => {
    const [first, count] = fascicle.points;
    const ends = [first, first + count - 1].map((p) => app.model.pointBody[p]);
    if (bone.tissue === "bone" && ends.includes(bone.body)) held.set(fascicle.muscle, (held.get(fascicle.muscle) ?? 0) + 1);
  });
  if (!held.size) return h("p", { class: "lead" }, capital(bone.tissue));
  return h("section", {}, h("p", { class: "lead" }, `${held.size} muscles are attached here.`), h("ul", { class: "links" }, [...held.keys()].map((m) => {
    const muscle = info.muscles[m]!;
    return h("li", {}, h("button", {
      type: "button", class: "quiet", onclick: () => app.select(muscle.id, true), onpointerenter: () => app.hoverMuscle(muscle.id), onpointerleave: () => app.hover([]),
    }, muscle.name));
  })));
}
