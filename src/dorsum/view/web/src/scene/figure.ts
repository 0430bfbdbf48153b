/** One body on the stage: where it is, where it goes, and its paint. */

import { lowestPoints, type Model } from "../model";
import { Poser, type Pose } from "../pose";
import { Paint, PoseTexture } from "./textures";

const SETTLE = 0.11; // s, time constant with which a pulled slider is followed

const STILL = 2e-4; // of a quaternion or metre: less is not seen

export class Figure {
  readonly pose: PoseTexture;
  readonly muscles: Paint;
  readonly bones: Paint;
  private now: Pose;
  private goal: Pose;
  private readonly low: Float32Array;
  private readonly floor: number;
  private dirty = true;

  constructor(readonly model: Model, readonly poser: Poser) {
    const bodies = model.info.bodies.length;
    this.pose = new PoseTexture(bodies);
    this.muscles = new Paint(model.info.fascicles.length);
    this.bones = new Paint(model.info.bones.length);
    this.now = poser.standing();
    this.goal = poser.standing();
    this.low = lowestPoints(model);
    poser.place(this.now, this.pose.data);
    this.floor = this.lowest();
  }

  /** Height on which the feet stand, m. */
  get ground(): number { return this.floor; }
  get transforms(): Float32Array { return this.pose.data; }

  /** Where to go next: smoothly, or at once, as where the user asks for no motion. */
  to(goal: Pose, atOnce = false): void {
    this.goal = goal;
    if (atOnce || matchMedia("(prefers-reduced-motion: reduce)").matches) this.poser.between(goal, goal, 0, this.now);
    this.dirty = true;
  }

  /** Moves for some seconds towards the goal; true when something was moved. */
  step(seconds: number): boolean {
    if (!this.dirty) return false;
    this.poser.between(this.now, this.goal, 1 - Math.exp(-seconds / SETTLE), this.now);
    if (this.poser.distance(this.now, this.goal) < STILL) {
      this.poser.between(this.goal, this.goal, 0, this.now);
      this.dirty = false;
    }
    this.place();
    return true;
  }

  /** Writes the transforms with the feet on the ground. */
  place(): void {
    const rows = this.pose.data;
    this.poser.place(this.now, rows);
    const lift = this.floor - this.lowest();
    for (let i = 7; i < rows.length; i += 12) rows[i]! += lift;
    this.pose.upload();
  }

  private lowest(): number {
    const rows = this.pose.data, low = this.low;
    let least = Infinity;
    for (let i = 0; i < low.length; i += 4) {
      const k = 12 * low[i + 3]! + 4;
      least = Math.min(least, rows[k]! * low[i]! + rows[k + 1]! * low[i + 1]! + rows[k + 2]! * low[i + 2]! + rows[k + 3]!);
    }
    return least;
  }
}
