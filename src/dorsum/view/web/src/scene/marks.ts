/** Dots where the chosen muscle begins and ends. */

import { BufferAttribute, BufferGeometry, GLSL3, Points, ShaderMaterial, Vector3 } from "three";
import { pointAt, type Model } from "../model";

const MOST = 512;

const VERTEX = /* glsl */ `
in float end;
uniform float dot;
flat out float vEnd;
void main() {
  vEnd = end;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  gl_PointSize = dot;
}`;
const FRAGMENT = /* glsl */ `
precision highp float;
flat in float vEnd;
uniform vec3 origin;
uniform vec3 insertion;
layout(location = 0) out vec4 outColour;
layout(location = 1) out vec4 outMask;
void main() {
  float r = length(gl_PointCoord - 0.5) * 2.0;
  float edge = fwidth(r);
  float a = 1.0 - smoothstep(1.0 - edge, 1.0, r);
  if (a <= 0.0) discard;
  vec3 c = mix(vEnd < 0.5 ? origin : insertion, vec3(1.0), smoothstep(0.62 - edge, 0.62, r));
  outColour = vec4(c, a);
  outMask = vec4(0.0);
}`;

export class Marks {
  readonly points: Points;
  private readonly at = new Float32Array(3 * MOST);
  private readonly end = new Float32Array(MOST);
  private shown: number[] = [];

  constructor() {
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(this.at, 3));
    geometry.setAttribute("end", new BufferAttribute(this.end, 1));
    geometry.setDrawRange(0, 0);
    const material = new ShaderMaterial({
      glslVersion: GLSL3, vertexShader: VERTEX, fragmentShader: FRAGMENT, transparent: true, depthTest: false, depthWrite: false,
      uniforms: { dot: { value: 9 }, origin: { value: new Vector3(0.02, 0.33, 0.42) }, insertion: { value: new Vector3(0.82, 0.25, 0.03) } },
    });
    this.points = new Points(geometry, material);
    this.points.frustumCulled = false;
    this.points.renderOrder = 9;
  }

  /** Dots of this size, px; smaller where there are many. */
  size(pixels: number): void {
    const many = Math.min(1, Math.max(0, (this.shown.length - 12) / 60));
    (this.points.material as ShaderMaterial).uniforms["dot"]!.value = pixels * (1 - 0.45 * many);
  }

  /** Shows the ends of these fascicles. */
  show(fascicles: readonly number[]): void {
    this.shown = fascicles.slice(0, MOST / 2);
    this.points.geometry.setDrawRange(0, 2 * this.shown.length);
  }

  place(model: Model, transforms: Float32Array): void {
    if (!this.shown.length) return;
    this.shown.forEach((f, i) => {
      const [first, count] = model.info.fascicles[f]!.points;
      pointAt(model, first, transforms, this.at, 6 * i);
      pointAt(model, first + count - 1, transforms, this.at, 6 * i + 3);
      this.end[2 * i] = 0;
      this.end[2 * i + 1] = 1;
    });
    this.points.geometry.getAttribute("position").needsUpdate = true;
    this.points.geometry.getAttribute("end").needsUpdate = true;
  }
}
