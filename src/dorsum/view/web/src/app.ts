/** What all parts of the page share: the state, the stage, what is chosen and pointed at. */

import { getJson } from "./api";
import { framed } from "./framing";
import { Live } from "./live";
import { Look, type Effort } from "./look";
import { pointAt, type Model } from "./model";
import { capital, type Names } from "./names";
import type { Hit, Stage } from "./scene/stage";
import type { MuscleClaims, MuscleFacts, NerveName } from "./types";
import type { Pains } from "./pain";
import { isPain } from "./places";
import type { Regions } from "./regions";
import { START, type Camera, type State, type Store } from "./state";

export class App {
  readonly live = new Live();
  readonly look: Look;
  /** Effort of the figures; null where nothing was computed. */
  readonly effort: [Effort | null, Effort | null] = [null, null];
  private hovered: ReadonlySet<number> = new Set();
  private hoveredBone = -1;
  private readonly kept = new Map<string, Promise<unknown>>();
  private dirty = true;
  private peel: number;
  /** Opens the form that weakens a muscle or cuts a nerve, filled in. */
  weaken: (what: { muscle: string } | { nerve: string }) => void = () => undefined;
  home: Partial<Camera> = { ...START.camera };

  constructor(readonly model: Model, readonly stage: Stage, readonly store: Store, readonly names: Names, readonly regions: Regions, readonly pains: Pains, readonly announce: (text: string) => void) {
    this.look = new Look(model);
    this.look.covers = (selected) => regions.get(selected)?.covers ?? [];
    this.peel = store.state.peel;
    store.listen(() => this.repaint());
  }

  get state(): State { return this.store.state; }

  /** Paints anew with the next frame. */
  repaint(): void {
    this.dirty = true;
    this.stage.draw();
  }

  /** Paints if something changed; true while the peel still fades. */
  paint(seconds: number): boolean {
    const goal = this.state.peel;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const gap = goal - this.peel;
    if (Math.abs(gap) > 1e-3) {
      this.peel = calm ? goal : this.peel + gap * (1 - Math.exp(-seconds / 0.12));
      if (Math.abs(goal - this.peel) <= 2e-3) this.peel = goal;
      this.dirty = true;
    }
    if (!this.dirty) return false;
    this.dirty = false;
    const shown = { ...this.state, peel: this.peel };
    const marked = { tints: this.regions.tints(this.state.selected), selected: new Set(this.chosen()), hovered: this.hovered, bone: this.bone(), hoveredBone: this.hoveredBone };
    let faint = false;
    this.stage.figures.forEach((figure, i) => {
      if (i === 0 || this.stage.split) faint = this.look.paint(figure, shown, marked, this.effort[i] ?? null) || faint;
    });
    this.stage.seeThrough = faint;
    this.stage.picked = marked.selected.size > 0 || marked.hovered.size > 0 || marked.bone >= 0 || marked.hoveredBone >= 0;
    return this.peel !== goal;
  }

  /** Fascicles of what is selected; with pain those of the muscles that are lit. */
  chosen(): number[] {
    const { selected, mode, lit, sides } = this.state;
    if (isPain(selected)) return mode === "look" ? lit.flatMap((id) => this.names.fascicles(id, sides)) : [];
    return this.names.fascicles(this.state.selected, this.state.mode === "pull" ? this.state.pullSide : this.state.sides);
  }

  private bone(): number {
    const { selected } = this.state;
    return selected.startsWith("bone:") ? this.model.info.bones.findIndex((b) => "bone:" + b.name === selected) : -1;
  }

  /** Chooses a muscle, a group, a bone or a place where it hurts; shows it where it is covered. */
  select(id: string, reveal = false): void {
    const change: Partial<State> = isPain(id) ? { selected: id, mode: "look", signs: [], lit: [] } : { selected: id };
    if (reveal && id) Object.assign(change, this.state.isolated.length ? { isolated: [...new Set([...this.state.isolated, ...this.parts(id)])] } : this.uncovered(id));
    this.store.set(change);
    const name = this.names.get(id)?.name;
    this.announce(name ? `${name} selected` : "Nothing selected");
  }

  /** What must change that the layer of a muscle is the outermost. */
  private uncovered(id: string): Partial<State> {
    const fascicles = this.names.fascicles(id);
    if (!fascicles.length) return {};
    const layer = Math.min(...fascicles.map((f) => this.model.layerOf[f]!).filter((l) => l >= 0));
    const ids = new Set(this.names.get(id)!.parts.map((m) => this.model.info.muscles[m]!.id));
    return {
      ...(Number.isFinite(layer) ? { peel: layer } : {}),
      hidden: this.state.hidden.filter((m) => !ids.has(m)),
      layersOff: this.state.layersOff.filter((l) => l !== this.model.info.layers[layer]?.step),
    };
  }

  /** Marks what the pointer is on: fascicles and perhaps a bone. */
  hover(fascicles: readonly number[], bone = -1): void {
    if (bone === this.hoveredBone && fascicles.length === this.hovered.size && fascicles.every((f) => this.hovered.has(f))) return;
    this.hovered = new Set(fascicles);
    this.hoveredBone = bone;
    this.repaint();
  }

  /** The facts of a muscle or group. */
  facts(id: string): Promise<MuscleFacts> { return this.once(`muscles/${encodeURIComponent(id)}`); }

  /** What is said of a muscle or group, and what the model finds. */
  claims(id: string): Promise<MuscleClaims> { return this.once(`muscles/${encodeURIComponent(id)}/claims`); }

  /** The nerves that can be cut. */
  nerves(): Promise<NerveName[]> { return this.once("nerves"); }

  private once<T>(path: string): Promise<T> {
    let found = this.kept.get(path);
    if (!found) {
      found = getJson<T>(path);
      found.catch(() => this.kept.delete(path));
      this.kept.set(path, found);
    }
    return found as Promise<T>;
  }

  hoverMuscle(id: string): void { this.hover(this.names.fascicles(id)); }

  /** Fascicles of a slip of a muscle part; none where the model has none. */
  slip(muscle: string, slip: string): number[] {
    const { muscles, fascicles } = this.model.info;
    const own = muscles[this.model.muscleAt.get(muscle) ?? -1]?.fascicles ?? [];
    return own.filter((f) => fascicles[f]!.slip === slip);
  }

  /** Names of the fascicles that are pointed at. */
  get pointed(): string[] { return [...this.hovered].map((f) => this.model.info.fascicles[f]!.name); }

  /** Brings what is chosen into the middle, seen as before or from where `view` says. */
  lookAt(view: Partial<Camera> = {}): void {
    const rows = this.stage.figures[0].transforms, points = this.chosenPoints();
    const bone = this.bone();
    if (bone >= 0) {
      const b = 12 * this.model.info.bones[bone]!.body;
      points.push([rows[b + 3]!, rows[b + 7]!, rows[b + 11]!]);
    }
    if (points.length) this.stage.orbit.go({ ...view, ...framed(points, { ...this.stage.orbit.view, ...view }, this.stage.room) });
  }

  /** Where the paths of what is chosen go in the first figure, m. */
  chosenPoints(): number[][] {
    const at = new Float32Array(3), rows = this.stage.figures[0].transforms;
    return this.chosen().flatMap((f) => {
      const [first, count] = this.model.info.fascicles[f]!.points;
      return Array.from({ length: count }, (_, i) => { pointAt(this.model, first + i, rows, at, 0); return [...at]; });
    });
  }

  /** Ids that are selected as muscles: the parts of a group. */
  parts(id = this.state.selected): string[] {
    return this.names.get(id)?.parts.map((m) => this.model.info.muscles[m]!.id) ?? [];
  }

  describe(hit: Hit): { id: string; title: string; detail: string; fascicles: number[]; bone: number } {
    const { info } = this.model;
    if (hit.kind === "bone") {
      const bone = info.bones[hit.index]!;
      return { id: "bone:" + bone.name, title: capital(bone.title), detail: "", fascicles: [], bone: hit.index };
    }
    const fascicle = info.fascicles[hit.index]!, muscle = info.muscles[fascicle.muscle]!;
    const same = muscle.fascicles.filter((f) => info.fascicles[f]!.side === fascicle.side);
    return { id: muscle.id, title: muscle.name, detail: fascicle.side, fascicles: same, bone: -1 };
  }
}
