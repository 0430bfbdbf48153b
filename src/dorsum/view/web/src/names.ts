/** Finding muscles, bones and named regions by any of their names. */

import type { Model } from "./model";
import { meant } from "./spelling";
import { ASK_WHERE } from "./places";
import type { NameInfo, PainPlace, RegionInfo } from "./types";

export interface Found { id: string; name: string; also: string; kind: "muscle" | "group" | "bone" | "region" | "pain"; score: number }
interface Entry { id: string; name: string; kind: Found["kind"]; names: string[]; also: string[]; parts: number[] }

const pulls = ({ kind }: { kind: Found["kind"] }): boolean => kind === "muscle" || kind === "group";
const plain = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();

/** Words that say what a thing is, not which. */
const GENERAL = /^(m|mm|musculus|musculi|muscles?)$/;
/** Words around a complaint, as in "my neck hurts". */
const AROUND = /^(my|in|the|a|i|have|it|is)$/;
const LAST = 40; // behind all others
const COMPLAINT = /^(pain|hurt|ach|sore)/;

export class Names {
  private readonly entries: Entry[] = [];
  private readonly byId = new Map<string, Entry>();

  constructor(private readonly model: Model, names: readonly NameInfo[], regions: readonly RegionInfo[], places: readonly PainPlace[]) {
    for (const name of names) {
      const parts = name.parts.flatMap((part) => model.muscleAt.get(part) ?? []);
      const also = [name.latin, ...name.synonyms].filter(Boolean);
      if (parts.length) this.add({
        id: name.id, name: name.name, kind: model.muscleAt.has(name.id) ? "muscle" : "group", names: [name.name, name.id, ...also].map(plain), also, parts,
      });
    }
    const wholes = new Set(model.info.muscles.map((m) => m.part_of).filter((name) => name && !name.startsWith("none")));
    for (const whole of wholes) {
      const parts = model.info.muscles.flatMap((m, i) => (m.part_of === whole ? [i] : []));
      this.add({ id: whole, name: capital(whole), kind: "group", names: [plain(whole)], also: [], parts });
    }
    model.info.muscles.forEach((muscle, i) => this.add({
      id: muscle.id, name: muscle.name, kind: "muscle", names: [muscle.name, muscle.id, muscle.latin].map(plain), also: [muscle.latin], parts: [i],
    }));
    model.info.bones.forEach((bone) => this.add({
      id: "bone:" + bone.name, name: capital(bone.title), kind: "bone", names: [bone.title, bone.name].map(plain), also: [], parts: [],
    }));
    for (const region of regions) {
      const also = [region.latin, ...region.synonyms].filter(Boolean);
      this.add({
        id: "region:" + region.id, name: region.name, kind: "region", also,
        names: [region.name, region.id, region.part_of, ...also].filter(Boolean).map(plain),
        parts: region.parts.flatMap((part) => model.muscleAt.get(part) ?? []),
      });
    }
    this.addPain(places);
  }

  /** A place is found by its names with a word for pain, so that `neck` alone finds muscles first. */
  private addPain(places: readonly PainPlace[]): void {
    this.add({ id: ASK_WHERE, name: "Where does it hurt?", kind: "pain", names: ["pain", "where does it hurt", "hurts", "ache"], also: [], parts: [] });
    for (const place of places) {
      const also = [place.name, ...place.also];
      this.add({ id: ASK_WHERE + place.name, name: `Pain: ${place.name}`, kind: "pain", names: also.map((name) => `${plain(name)} pain hurts aches sore`), also: [], parts: [] });
    }
  }

  private add(entry: Entry): void {
    if (this.byId.has(entry.id)) return;
    // Names of the same parts belong to one entry.
    const single = (kind: Found["kind"]): boolean => kind === "bone" || kind === "region" || kind === "pain";
    const same = single(entry.kind) ? undefined : this.entries.find((e) => !single(e.kind) && String(e.parts) === String(entry.parts));
    if (same && same.kind === entry.kind) {
      same.also.push(entry.name, ...entry.also);
      same.names.push(...entry.names);
      this.byId.set(entry.id, same);
      return;
    }
    this.entries.push(entry);
    this.byId.set(entry.id, entry);
  }

  get(id: string): { id: string; name: string; kind: Found["kind"]; parts: number[] } | undefined { return this.byId.get(id); }

  /** The names of all muscles and groups. */
  get muscles(): string[] { return this.entries.filter(pulls).map((entry) => entry.name); }

  /** Muscles and groups that may be meant by words: one where they are its name. */
  called(words: string): { id: string; name: string }[] {
    const asked = plain(words);
    const exact = this.entries.filter((entry) => pulls(entry) && entry.names.includes(asked));
    const best = exact.find((entry) => plain(entry.name) === asked) ?? exact[0];
    return best ? [best] : this.search(words).filter(pulls);
  }

  /** Fascicles of a name, of one side or both. */
  fascicles(id: string, side: "both" | "left" | "right" = "both"): number[] {
    const { muscles, fascicles } = this.model.info;
    const all = this.byId.get(id)?.parts.flatMap((m) => muscles[m]!.fascicles) ?? [];
    return side === "both" ? all : all.filter((f) => fascicles[f]!.side === side);
  }

  /** Entries whose names have every word of the query, the best first; where there is none, those that may be meant. */
  search(query: string, most = 12): Found[] {
    const words = plain(query).split(" ").filter(Boolean);
    if (!words.length) return [];
    const exact = this.having(words, (name, word) => name.includes(word));
    if (exact.length) return exact.slice(0, most);
    if (words.some((word) => COMPLAINT.test(word))) {
      const meant = this.having(words.filter((word) => !AROUND.test(word)), (name, word) => name.includes(word));
      if (meant.length) return meant.slice(0, most);
    }
    const telling = words.filter((word) => !GENERAL.test(word));
    return telling.length ? this.having(telling, (name, typed) => name.split(" ").some((word) => meant(typed, word))).slice(0, most) : [];
  }

  private having(words: readonly string[], has: (name: string, word: string) => boolean): Found[] {
    const asked = words.join(" ");
    const found: Found[] = [];
    for (const entry of this.entries) {
      let best = Infinity, by = 0;
      entry.names.forEach((name, i) => {
        if (!words.every((word) => has(name, word))) return;
        const start = name.startsWith(asked) ? 0 : (" " + name).includes(" " + words[0]) ? 1 : 2;
        const score = 10 * start + name.length / 20 + (i ? 1 : 0) + (entry.kind === "bone" ? 2 : entry.kind === "pain" && !words.some((word) => COMPLAINT.test(word)) ? LAST : 0);
        if (score < best) { best = score; by = i; }
      });
      if (best < Infinity) {
        const other = entry.also.find((a) => plain(a) === entry.names[by] && plain(a) !== plain(entry.name));
        const shown = other ?? (entry.kind === "muscle" ? entry.also[0] ?? "" : "");
        found.push({ id: entry.id, name: entry.name, also: shown, kind: entry.kind, score: best });
      }
    }
    return found.sort((a, b) => a.score - b.score || a.name.localeCompare(b.name));
  }
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const lowered = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1);
export const words = (id: string): string => id.replace(/_/g, " ");
