/** What the hands hold, as a plain box. */

import { BoxGeometry, GLSL3, Mesh, ShaderMaterial, Vector3 } from "three";
import type { Model } from "../model";
import type { Uniforms } from "./meshes";
import { LIGHT } from "./shaders";

export interface Held { mass: number; hands: "both" | "left" | "right" }

const GRIP = 0.085; // m from the wrist to the middle of the fist, down in standing
const HIGH = 0.2, DEEP = 0.22, ALONE = 0.2; // m, sizes of a box of 15 kg
const HANDLE = 0.05; // m that the hands hold it above its middle
const USUAL = 15; // kg
const SHIN = 0.05; // m from the middle of a knee or shin to its front
const GRASP = 0.03; // m of the crate behind the middle of the fists at least
const LEAST_DEEP = 0.12; // m

const VERTEX = /* glsl */ `
out vec3 vNormal;
out vec3 vView;
out vec3 vLocal;
out vec3 vAt;
flat out vec4 vColour;
flat out vec4 vFlags;
flat out int vPart;
void main() {
  vPart = 0;
  vColour = vec4(0.66, 0.53, 0.38, 1.0);
  vFlags = vec4(0.0);
  vAt = position;
  vLocal = position;
  vNormal = normalMatrix * normal;
  vec4 view = modelViewMatrix * vec4(position, 1.0);
  vView = view.xyz;
  gl_Position = projectionMatrix * view;
}`;
const FRAGMENT = /* glsl */ `
${LIGHT}
in vec3 vAt;
void main() {
  vec3 a = abs(vAt) * 2.0;
  float edge = a.x + a.y + a.z - max(a.x, max(a.y, a.z)) - min(a.x, min(a.y, a.z));
  float frame = smoothstep(0.86, 0.88, edge);
  float slat = smoothstep(0.44, 0.5, abs(fract(vAt.y * 4.0) - 0.5)) * (1.0 - frame) * step(abs(vAt.y), 0.499);
  vec3 albedo = linear(vColour.rgb) * (0.92 - 0.2 * frame - 0.3 * slat);
  outColour = finish(lit(albedo, normalize(vNormal), 0.06, 18.0, 0.3), 0.0);
}`;

const at = (rows: Float32Array, body: number): Vector3 => new Vector3(rows[12 * body + 3], rows[12 * body + 7], rows[12 * body + 11]);

export class Crate {
  readonly mesh: Mesh;
  private readonly hands: Record<"left" | "right", number>;
  private readonly legs: [knee: number, ankle: number][];

  constructor(model: Model, shared: Uniforms) {
    const material = new ShaderMaterial({ glslVersion: GLSL3, vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms: shared });
    this.mesh = new Mesh(new BoxGeometry(1, 1, 1), material);
    this.mesh.visible = false;
    const body = (name: string): number => model.info.bodies.findIndex((b) => b.name === name);
    this.hands = { left: body("hand_left"), right: body("hand_right") };
    this.legs = (["left", "right"] as const).map((side) => [body(`shank_${side}`), body(`foot_${side}`)]);
  }

  place(rows: Float32Array, held: Held | null): void {
    const { left, right } = this.hands;
    this.mesh.visible = held !== null && held.mass > 0 && left >= 0 && right >= 0;
    if (!held || !this.mesh.visible) return;
    const size = Math.cbrt(held.mass / USUAL);
    if (held.hands !== "both") {
      const at = this.grip(rows, this.hands[held.hands]);
      const edge = ALONE * size;
      this.mesh.position.set(at.x, at.y - 0.03 - edge / 2, at.z);
      this.mesh.rotation.set(0, 0, 0);
      this.mesh.scale.set(edge * 1.3, edge, edge * 0.8);
      return;
    }
    const a = this.grip(rows, right), b = this.grip(rows, left);
    const apart = Math.hypot(a.x - b.x, a.z - b.z);
    const turn = Math.atan2(a.x - b.x, a.z - b.z), ahead = new Vector3(Math.cos(turn), 0, -Math.sin(turn));
    const middle = new Vector3((a.x + b.x) / 2, (a.y + b.y) / 2 - HANDLE * size, (a.z + b.z) / 2);
    const wide = Math.max(0.1, apart - 0.03), high = HIGH * size, hold = middle.dot(ahead);
    // The shins stay out of it: it is held by its rear part where they come near, and no farther than the hands reach.
    const free = this.shins(rows, ahead, middle.y - high / 2, middle.y + high / 2) + SHIN;
    const back = Math.min(Math.max(hold - DEEP * size / 2, free), hold - GRASP);
    const deep = Math.max(DEEP * size, LEAST_DEEP);
    this.mesh.position.copy(middle).addScaledVector(ahead, back + deep / 2 - hold);
    this.mesh.rotation.set(0, turn, 0);
    this.mesh.scale.set(deep, high, wide);
  }

  /** How far ahead the shins and knees are between two heights; −∞ where they are not. */
  private shins(rows: Float32Array, ahead: Vector3, low: number, high: number): number {
    let most = -Infinity;
    for (const [knee, ankle] of this.legs) {
      const from = at(rows, knee), to = at(rows, ankle);
      for (let s = 0; s <= 1; s += 0.1) {
        const point = from.clone().lerp(to, s);
        if (point.y > low - SHIN && point.y < high + SHIN) most = Math.max(most, point.dot(ahead));
      }
    }
    return most;
  }

  private grip(rows: Float32Array, body: number): Vector3 {
    const k = 12 * body;
    return new Vector3(rows[k + 3]! - GRIP * rows[k + 1]!, rows[k + 7]! - GRIP * rows[k + 5]!, rows[k + 11]! - GRIP * rows[k + 9]!);
  }
}
