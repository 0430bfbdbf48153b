/** Postures: turns of all bodies and the place of the root; between two postures the bones stay joined. */

import type { SceneInfo } from "./types";

export interface Pose { turn: Float32Array; root: Float32Array }

export class Poser {
  readonly count: number;
  private readonly parent: Int16Array;
  private readonly offset: Float32Array; // joint centre from the parent's, standing

  constructor(info: SceneInfo) {
    this.count = info.bodies.length;
    this.parent = Int16Array.from(info.bodies, (b) => b.parent);
    this.offset = new Float32Array(3 * this.count);
    info.bodies.forEach((body, i) => {
      const from = body.parent < 0 ? [0, 0, 0] : info.bodies[body.parent]!.centre;
      for (let k = 0; k < 3; k++) this.offset[3 * i + k] = body.centre[k]! - from[k]!;
    });
  }

  standing(): Pose {
    const turn = new Float32Array(4 * this.count);
    for (let i = 0; i < this.count; i++) turn[4 * i + 3] = 1;
    return { turn, root: this.offset.slice(0, 3) };
  }

  /** The pose of rows [R|o], from a place in an array of frames. */
  read(transforms: Float32Array, frame = 0): Pose {
    const turn = new Float32Array(4 * this.count);
    const start = frame * 12 * this.count;
    for (let i = 0; i < this.count; i++) quaternion(transforms, start + 12 * i, turn, 4 * i);
    return { turn, root: new Float32Array([transforms[start + 3]!, transforms[start + 7]!, transforms[start + 11]!]) };
  }

  /** The way from a to b at share s, into out (which may be a). */
  between(a: Pose, b: Pose, s: number, out: Pose): void {
    for (let i = 0; i < 4 * this.count; i += 4) slerp(a.turn, b.turn, s, out.turn, i);
    for (let k = 0; k < 3; k++) out.root[k] = a.root[k]! + s * (b.root[k]! - a.root[k]!);
  }

  /** Largest difference of two poses in a part of a quaternion or in metres. */
  distance(a: Pose, b: Pose): number {
    let most = 0;
    for (let i = 0; i < a.turn.length; i += 4) {
      let dot = 0;
      for (let k = 0; k < 4; k++) dot += a.turn[i + k]! * b.turn[i + k]!;
      const sign = dot < 0 ? -1 : 1;
      for (let k = 0; k < 4; k++) most = Math.max(most, Math.abs(a.turn[i + k]! - sign * b.turn[i + k]!));
    }
    for (let k = 0; k < 3; k++) most = Math.max(most, Math.abs(a.root[k]! - b.root[k]!));
    return most;
  }

  /** Rows [R|o] of all bodies, origins along the tree. */
  place(pose: Pose, out: Float32Array): void {
    for (let i = 0; i < this.count; i++) {
      matrix(pose.turn, 4 * i, out, 12 * i);
      const p = this.parent[i]!;
      for (let r = 0; r < 3; r++) {
        if (p < 0) { out[12 * i + 4 * r + 3] = pose.root[r]!; continue; }
        const k = 12 * p + 4 * r;
        out[12 * i + 4 * r + 3] = out[k + 3]! + out[k]! * this.offset[3 * i]!
          + out[k + 1]! * this.offset[3 * i + 1]! + out[k + 2]! * this.offset[3 * i + 2]!;
      }
    }
  }
}

function slerp(a: Float32Array, b: Float32Array, s: number, out: Float32Array, i: number): void {
  let dot = a[i]! * b[i]! + a[i + 1]! * b[i + 1]! + a[i + 2]! * b[i + 2]! + a[i + 3]! * b[i + 3]!;
  const sign = dot < 0 ? -1 : 1;
  dot *= sign;
  let u = 1 - s, v = s;
  if (dot < 0.9995) {
    const angle = Math.acos(dot), sine = Math.sin(angle);
    u = Math.sin(u * angle) / sine;
    v = Math.sin(v * angle) / sine;
  }
  v *= sign;
  let norm = 0;
  for (let k = i; k < i + 4; k++) {
    const value = u * a[k]! + v * b[k]!;
    out[k] = value;
    norm += value * value;
  }
  norm = 1 / Math.sqrt(norm);
  for (let k = i; k < i + 4; k++) out[k]! *= norm;
}

function quaternion(m: Float32Array, s: number, out: Float32Array, o: number): void {
  const xx = m[s]!, yy = m[s + 5]!, zz = m[s + 10]!;
  const w = Math.sqrt(Math.max(0, 1 + xx + yy + zz)) / 2;
  const x = Math.sqrt(Math.max(0, 1 + xx - yy - zz)) / 2;
  const y = Math.sqrt(Math.max(0, 1 - xx + yy - zz)) / 2;
  const z = Math.sqrt(Math.max(0, 1 - xx - yy + zz)) / 2;
  const dx = m[s + 9]! - m[s + 6]!, dy = m[s + 2]! - m[s + 8]!, dz = m[s + 4]! - m[s + 1]!;
  const big = Math.max(w, x, y, z);
  if (big === w) set(out, o, dx / (4 * w), dy / (4 * w), dz / (4 * w), w);
  else if (big === x) set(out, o, x, (m[s + 1]! + m[s + 4]!) / (4 * x), (m[s + 2]! + m[s + 8]!) / (4 * x), dx / (4 * x));
  else if (big === y) set(out, o, (m[s + 1]! + m[s + 4]!) / (4 * y), y, (m[s + 6]! + m[s + 9]!) / (4 * y), dy / (4 * y));
  else set(out, o, (m[s + 2]! + m[s + 8]!) / (4 * z), (m[s + 6]! + m[s + 9]!) / (4 * z), z, dz / (4 * z));
}

function set(out: Float32Array, o: number, x: number, y: number, z: number, w: number): void {
  out[o] = x; out[o + 1] = y; out[o + 2] = z; out[o + 3] = w;
}

function matrix(q: Float32Array, i: number, out: Float32Array, o: number): void {
  const x = q[i]!, y = q[i + 1]!, z = q[i + 2]!, w = q[i + 3]!;
  out[o] = 1 - 2 * (y * y + z * z); out[o + 1] = 2 * (x * y - w * z); out[o + 2] = 2 * (x * z + w * y);
  out[o + 4] = 2 * (x * y + w * z); out[o + 5] = 1 - 2 * (x * x + z * z); out[o + 6] = 2 * (y * z - w * x);
  out[o + 8] = 2 * (x * z - w * y); out[o + 9] = 2 * (y * z + w * x); out[o + 10] = 1 - 2 * (x * x + y * y);
}
