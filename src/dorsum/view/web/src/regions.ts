/** Named regions of anatomy: their bounds in colours of their own, what lies over them, and whence they are seen. */

import { getJson } from "./api";
import type { App } from "./app";
import type { RegionFacts, RegionInfo, RegionPlace } from "./types";

/** Colours of bounds, kept apart for all kinds of colour vision. */
const BOUNDS = [0x2f76b5, 0xe0962f, 0x9a66b8, 0x3f9a78, 0xc2607f, 0x56a8d6, 0xcdb83c, 0x7f7f7f, 0x5c6bb0];
const NEAREST = 0.5, ROOM = 6.5; // m from which a region is seen at least; and how many times its size

export class Regions {
  private readonly byId: Map<string, RegionInfo>;
  private readonly kept = new Map<string, Promise<unknown>>();

  constructor(readonly all: readonly RegionInfo[]) {
    this.byId = new Map(all.map((region) => ["region:" + region.id, region]));
  }

  /** The region of what is selected. */
  get(selected: string): RegionInfo | undefined { return this.byId.get(selected); }

  /** The colour of every muscle part that bounds a region. */
  tints(selected: string): ReadonlyMap<string, number> {
    return new Map(this.get(selected)?.parts.map((part, i) => [part, BOUNDS[i % BOUNDS.length]!]));
  }

  facts(id: string): Promise<RegionFacts> { return this.once(`regions/${encodeURIComponent(id)}`, {}); }

  place(id: string, subject: string): Promise<RegionPlace> {
    return this.once(`regions/${encodeURIComponent(id)}/place`, subject ? { subject } : {});
  }

  private once<T>(path: string, query: Record<string, string>): Promise<T> {
    let found = this.kept.get(path);
    if (!found) {
      found = getJson<T>(path, query);
      found.catch(() => this.kept.delete(path));
      this.kept.set(path, found);
    }
    return found as Promise<T>;
  }
}

/** Turns the view to a region that is selected; a layer of fascia is seen from behind, whole. */
export async function lookAtRegion(app: App): Promise<void> {
  const { selected, subject } = app.state;
  const region = app.regions.get(selected);
  if (!region) return;
  const place = await app.regions.place(region.id, subject);
  if (app.state.selected !== selected) return;
  const view = { azimuth: place.azimuth, elevation: place.elevation };
  if (!place.corners.length) { app.lookAt(view); return; }
  const rows = app.stage.figures[0].transforms, { bodies } = app.model.info;
  const corners = place.corners.map(({ at, body }) => {
    const b = 12 * body, c = bodies[body]!.centre;
    return [0, 1, 2].map((r) => [0, 1, 2].reduce((sum, k) => sum + rows[b + 4 * r + k]! * (at[k]! - c[k]!), rows[b + 4 * r + 3]!));
  });
  const middle = (k: number): number => corners.reduce((sum, corner) => sum + corner[k]!, 0) / corners.length;
  const [x, y, z] = [middle(0), middle(1), middle(2)];
  const size = Math.max(...corners.map((corner) => Math.hypot(corner[0]! - x, corner[1]! - y, corner[2]! - z)));
  app.stage.orbit.go({ ...view, x, y, z, distance: Math.max(NEAREST, 2 * ROOM * size) });
}
