/** What tests may read: the state of the page, nothing to change it. */

import type { App } from "./app";
import type { Loads } from "./load";
import { lowestPoints, pointAt } from "./model";
import type { Pull } from "./pull";

export interface Seen {
  state: unknown; ready: boolean; frames: number; playing: boolean; split: boolean;
  levels: { name: string; compression: number }[]; pulled: unknown; turns: Record<string, number>;
  visible: string[]; pointed: string[]; marks: number; hurts: string[]; painted: Record<string, number>; problem: string; busy: boolean; held: number; lacks: string[]; working: string; doubtful: boolean; headline: string;
}

declare global { interface Window { dorsum: { state: () => Seen; place: (fascicle: string) => { x: number; y: number } | null; at: (x: number, y: number) => string; box: () => Box; chosen: () => Box } } }
const SOME = 6; // every so many points of the bones are enough for their box
interface Box { left: number; right: number; top: number; bottom: number }

export function hook(app: App, loads: Loads, pull: Pull): void {
  const { info } = app.model;
  window.dorsum = Object.freeze({
    state: (): Seen => {
      const levels = loads.levels(0);
      const rows = app.stage.figures[0].transforms;
      const opacity = app.look.opacities(app.state);
      return {
        state: structuredClone(app.state), ready: document.body.dataset.ready === "true", frames: app.stage.frames, playing: loads.playing,
        split: app.stage.split, levels: info.levels.map((name, i) => ({ name, compression: levels?.compression[i] ?? NaN })),
        pulled: structuredClone(pull.answer), visible: info.muscles.filter((_, i) => opacity[i]! > 0.5).map((m) => m.id),
        pointed: app.pointed, marks: app.stage.marks.count, hurts: [...app.stage.bands.shown],
        // The colours of the parts that are chosen.
        painted: Object.fromEntries(app.chosen().map((f) => [info.muscles[info.fascicles[f]!.muscle]!.id, app.stage.figures[0].muscles.rgb(f)])),
        problem: [...loads.problem, pull.problem].filter(Boolean).join(" "),
        busy: loads.busy, held: loads.held(0)?.mass ?? 0, lacks: [loads.lack(0), loads.lack(1)],
        working: loads.working, doubtful: loads.doubtful(0), headline: loads.courses[0]?.head.headline ?? "",
        // Turn of every body from standing, degrees.
        turns: Object.fromEntries(info.bodies.map((b, i) => {
          const trace = rows[12 * i]! + rows[12 * i + 5]! + rows[12 * i + 10]!;
          return [b.name, Math.acos(Math.min(1, Math.max(-1, (trace - 1) / 2))) * 180 / Math.PI];
        })),
      };
    },
    /** Where the middle of a fascicle's path is on the page. */
    place: (name: string) => {
      const fascicle = info.fascicles.find((f) => f.name === name);
      if (!fascicle) return null;
      const [first, count] = fascicle.points, half = (count - 1) / 2, at = new Float32Array(6);
      pointAt(app.model, first + Math.floor(half), app.stage.figures[0].transforms, at, 0);
      pointAt(app.model, first + Math.ceil(half), app.stage.figures[0].transforms, at, 3);
      return app.stage.project([0, 1, 2].map((k) => (at[k]! + at[k + 3]!) / 2));
    },
    /** What the first figure takes of the page, from the skull to the knees. */
    box: (): Box => {
      const points = lowestPoints(app.model), rows = app.stage.figures[0].transforms;
      const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
      for (let i = 0; i < points.length; i += 4 * SOME) {
        if (/^(shank|foot)/.test(info.bodies[points[i + 3]!]!.name)) continue;
        const at = [0, 1, 2].map((r) => {
          const k = 12 * points[i + 3]! + 4 * r;
          return rows[k]! * points[i]! + rows[k + 1]! * points[i + 1]! + rows[k + 2]! * points[i + 2]! + rows[k + 3]!;
        });
        const { x, y } = app.stage.project(at);
        Object.assign(box, { left: Math.min(box.left, x), right: Math.max(box.right, x), top: Math.min(box.top, y), bottom: Math.max(box.bottom, y) });
      }
      return box;
    },
    /** What the paths of what is chosen take of the page. */
    chosen: (): Box => {
      const places = app.chosenPoints().map((at) => app.stage.project(at)), x = places.map((p) => p.x), y = places.map((p) => p.y);
      return { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) };
    },
    /** Name of what is drawn at a place of the page. */
    at: (x: number, y: number) => {
      const hit = app.stage.pick(x, y);
      return hit ? app.describe(hit).id : "";
    },
  });
}
