/** Pain in a place: what the server knows of it, where the place lies, and whence it is seen. */

import { getJson, type Query } from "./api";
import type { App } from "./app";
import { ASK_WHERE, isPain, placeOf } from "./places";
import type { PainAnswer, PainMark, PainPlace, PainSign } from "./types";

const NEAREST = 1.5, ROOM = 5; // m from which a place is seen at least; and how many times its size
const AHEAD = { front: 0, behind: 180 } as const; // azimuths, degrees
const LEVEL = 4; // degrees from above

export class Pains {
  private readonly kept = new Map<string, Promise<unknown>>();

  constructor(readonly places: readonly PainPlace[]) {}

  signs(place: string): Promise<PainSign[]> { return this.once("pain/signs", { at: place }); }

  answer(place: string, since: string, signs: readonly string[]): Promise<PainAnswer> {
    return this.once("pain/answer", { at: place, ...(since ? { since } : {}), with: signs });
  }

  marks(place: string, subject: string): Promise<PainMark[]> {
    return this.once("pain/marks", { at: place, ...(subject ? { subject } : {}) });
  }

  private once<T>(path: string, query: Query): Promise<T> {
    const key = path + JSON.stringify(query);
    let found = this.kept.get(key);
    if (!found) {
      found = getJson<T>(path, query);
      found.catch(() => this.kept.delete(key));
      this.kept.set(key, found);
    }
    return found as Promise<T>;
  }
}

/** Asks where it hurts, or tells of a place, which is brought near; the focus goes to what is told. */
export function tellPain(app: App, place = ""): void {
  app.select(ASK_WHERE + place);
  document.querySelector<HTMLElement>(".pain h2")?.focus();
  if (place) void lookAtPain(app).catch((error: Error) => app.announce(error.message));
}

/** Marks the place that is selected on the body, which stands then. */
export async function markPain(app: App): Promise<void> {
  const { selected, mode, subject } = app.state;
  const shown = isPain(selected) && mode === "look" && placeOf(selected);
  const marks = shown ? await app.pains.marks(shown, subject).catch(() => []) : []; // the panel says why
  if (app.state.selected !== selected || app.state.mode !== mode) return;
  app.stage.bands.show(marks);
  app.stage.draw();
}

/** Turns the view to the place that is selected. */
export async function lookAtPain(app: App): Promise<void> {
  const { selected, subject } = app.state;
  const marks = await app.pains.marks(placeOf(selected), subject);
  if (app.state.selected !== selected || !marks.length) return;
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (const { at, radius } of marks.flatMap((mark) => mark.ends)) {
    at.forEach((v, k) => {
      low[k] = Math.min(low[k]!, v - radius);
      high[k] = Math.max(high[k]!, v + radius);
    });
  }
  const behind = marks.filter((mark) => mark.seen_from === "behind").length;
  const [x, y, z] = low.map((v, k) => (v + high[k]!) / 2) as [number, number, number];
  const size = Math.hypot(...low.map((v, k) => high[k]! - v));
  app.stage.orbit.go({
    azimuth: AHEAD[2 * behind >= marks.length ? "behind" : "front"], elevation: LEVEL,
    x, y, z, distance: Math.max(NEAREST, ROOM * size),
  });
}
