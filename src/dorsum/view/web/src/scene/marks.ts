/** Marks where the chosen muscle begins and ends: discs at origins, diamonds at insertions, near ones as one. */

import { BufferAttribute, BufferGeometry, GLSL3, GreaterDepth, LessEqualDepth, Points, ShaderMaterial, Vector3 } from "three";
import { pointAt, type Model } from "../model";

const MOST = 512;
const SIZE = 9; // px
const APART = 24; // px, nearer marks become one
const STEP = Math.SQRT2; // between the spacings, so that marks stay while the view turns and change seldom as it nears
const FAR = 0.3; // opacity of marks on the far side

const VERTEX = /* glsl */ `
in float end;
uniform float dot;
flat out float vEnd;
const float UNDER = 0.06;  // m that a mark may lie under flesh and still be clear
void main() {
  vEnd = end;
  vec4 view = modelViewMatrix * vec4(position, 1.0);
  gl_Position = projectionMatrix * view;
  vec4 nearer = projectionMatrix * vec4(view.xy, view.z + UNDER, 1.0);
  gl_Position.z = max(nearer.z / nearer.w, -1.0) * gl_Position.w;
  gl_PointSize = dot;
}`;
const FRAGMENT = /* glsl */ `
precision highp float;
flat in float vEnd;
uniform vec3 origin;
uniform vec3 insertion;
uniform float opacity;
layout(location = 0) out vec4 outColour;
layout(location = 1) out vec4 outMask;
void main() {
  vec2 p = abs(gl_PointCoord - 0.5) * 2.0;
  bool ends = vEnd > 0.5;
  float r = ends ? p.x + p.y : length(p) * 1.16;
  float edge = fwidth(r);
  float a = 1.0 - smoothstep(1.0 - edge, 1.0, r);
  if (a <= 0.0) discard;
  vec3 c = mix(ends ? insertion : origin, vec3(1.0), smoothstep(0.66 - edge, 0.66, r));
  outColour = vec4(c, a * opacity);
  outMask = vec4(0.0, 0.0, 3.0, a * opacity);  // above bone: nothing is seen through it
}`;

/** Of points (3 numbers each), one for every group that lies nearer together than `apart`: that nearest to its middle. */
export function merged(at: Float32Array, apart: number): number[] {
  const sums: { x: number; y: number; z: number; members: number[] }[] = [];
  const off = (g: (typeof sums)[number], i: number): number =>
    Math.hypot(at[3 * i]! - g.x / g.members.length, at[3 * i + 1]! - g.y / g.members.length, at[3 * i + 2]! - g.z / g.members.length);
  for (let i = 0; i < at.length / 3; i++) {
    let group = sums.find((g) => off(g, i) < apart);
    if (!group) sums.push(group = { x: 0, y: 0, z: 0, members: [] });
    group.x += at[3 * i]!;
    group.y += at[3 * i + 1]!;
    group.z += at[3 * i + 2]!;
    group.members.push(i);
  }
  return sums.map((g) => g.members.reduce((best, i) => (off(g, i) < off(g, best) ? i : best)));
}

export class Marks {
  readonly points: [Points, Points];
  private readonly at = new Float32Array(3 * MOST);
  private readonly end = new Float32Array(MOST);
  private readonly looks = { dot: { value: SIZE }, origin: { value: new Vector3(0.0, 0.36, 0.46) }, insertion: { value: new Vector3(0.90, 0.32, 0.0) } };
  private chosen: readonly number[] = [];
  private shown: { point: number; end: 0 | 1 }[] = [];
  private apart = 0; // m
  private stale = true;

  constructor() {
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(this.at, 3));
    geometry.setAttribute("end", new BufferAttribute(this.end, 1));
    geometry.setDrawRange(0, 0);
    const made = (near: boolean): Points => {
      const points = new Points(geometry, new ShaderMaterial({
        glslVersion: GLSL3, vertexShader: VERTEX, fragmentShader: FRAGMENT, transparent: true, depthWrite: false,
        depthFunc: near ? LessEqualDepth : GreaterDepth, uniforms: { ...this.looks, opacity: { value: near ? 1 : FAR } },
      }));
      points.frustumCulled = false;
      points.renderOrder = near ? 9 : 8;
      return points;
    };
    this.points = [made(false), made(true)];
  }

  /** How many marks are shown. */
  get count(): number { return this.shown.length; }

  /** Marks fit a picture of so many dots and metres a pixel. */
  scale(ratio: number, metres: number): void {
    this.looks.dot.value = Math.round(SIZE * 1.3 * ratio);
    const apart = STEP ** Math.round(Math.log(APART * metres) / Math.log(STEP));
    this.stale ||= apart !== this.apart;
    this.apart = apart;
  }

  /** Shows the ends of these fascicles. */
  show(fascicles: readonly number[]): void {
    this.chosen = fascicles;
    this.stale = true;
  }

  /** Puts the marks where the bones are. */
  place(model: Model, transforms: Float32Array): void {
    if (this.stale) this.group(model, transforms);
    if (!this.shown.length) return;
    this.shown.forEach(({ point, end }, i) => {
      pointAt(model, point, transforms, this.at, 3 * i);
      this.end[i] = end;
    });
    const { geometry } = this.points[0];
    geometry.getAttribute("position").needsUpdate = true;
    geometry.getAttribute("end").needsUpdate = true;
  }

  private group(model: Model, transforms: Float32Array): void {
    const paths = this.chosen.map((f) => model.info.fascicles[f]!.points);
    const ends = ([0, 1] as const).map((end) => {
      const points = paths.map(([first, count]) => first + end * (count - 1)), at = new Float32Array(3 * points.length);
      points.forEach((p, i) => pointAt(model, p, transforms, at, 3 * i));
      return merged(at, this.apart).map((i) => ({ point: points[i]!, end }));
    });
    this.shown = ends.flat().slice(0, MOST);
    this.points[0].geometry.setDrawRange(0, this.shown.length);
    this.stale = false;
  }
}
