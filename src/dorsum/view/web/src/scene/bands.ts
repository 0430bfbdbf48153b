/** Where it hurts: red bands on the body, also seen through what covers them. */

import {
  GLSL3, GreaterDepth, Group, LatheGeometry, LessEqualDepth, Mesh, Quaternion, ShaderMaterial, Vector2, Vector3,
} from "three";
import type { PainMark } from "../types";

const STEPS = 8, AROUND = 28; // of a quarter of the outline, and about the axis
const LEAST = 1e-6; // m, below which two balls are one
const OPACITY = { near: 0.72, far: 0.34 }; // before and behind what is drawn

const VERTEX = /* glsl */ `
out vec3 vNormal;
const float UNDER = 0.06;  // m that a band may lie under flesh and still be clear, as marks do
void main() {
  vNormal = normalMatrix * normal;
  vec4 view = modelViewMatrix * vec4(position, 1.0);
  gl_Position = projectionMatrix * view;
  vec4 nearer = projectionMatrix * vec4(view.xy, view.z + UNDER, 1.0);
  gl_Position.z = max(nearer.z / nearer.w, -1.0) * gl_Position.w;
}`;
const FRAGMENT = /* glsl */ `
precision highp float;
in vec3 vNormal;
uniform float opacity;
layout(location = 0) out vec4 outColour;
layout(location = 1) out vec4 outMask;
void main() {
  float rim = 1.0 - abs(normalize(vNormal).z);
  float edge = smoothstep(0.62, 0.72, rim);
  outColour = vec4(mix(vec3(0.86, 0.07, 0.05), vec3(1.0), edge), opacity);
  outMask = vec4(0.0);
}`;

export class Bands {
  readonly group = new Group();
  private readonly materials: ShaderMaterial[];
  /** The regions that are marked. */
  shown: readonly string[] = [];

  constructor() {
    this.materials = (["far", "near"] as const).map((which) => new ShaderMaterial({
      glslVersion: GLSL3, vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms: { opacity: { value: OPACITY[which] } },
      transparent: true, depthWrite: false, depthFunc: which === "near" ? LessEqualDepth : GreaterDepth,
    }));
  }

  show(marks: readonly PainMark[]): void {
    for (const mesh of this.group.children) (mesh as Mesh).geometry.dispose();
    this.group.clear();
    this.shown = [...new Set(marks.map((mark) => mark.region))];
    for (const mark of marks) {
      const geometry = wrapped(mark);
      this.materials.forEach((material, i) => {
        const mesh = new Mesh(geometry, material);
        mesh.renderOrder = 6 + i;
        this.group.add(mesh);
      });
    }
  }
}

/** Two balls wrapped together, in the world. */
function wrapped({ ends: [first, last] }: PainMark): LatheGeometry {
  const from = new Vector3(...first.at), axis = new Vector3(...last.at).sub(from);
  const length = axis.length();
  const outline: Vector2[] = [];
  for (let i = -STEPS; i <= STEPS; i++) {
    const turn = (i / STEPS) * Math.PI / 2, end = i < 0 ? first : last;
    if (i === 0) outline.push(new Vector2(first.radius, 0));
    outline.push(new Vector2(end.radius * Math.cos(turn), end.radius * Math.sin(turn) + (i < 0 ? 0 : length)));
  }
  const geometry = new LatheGeometry(outline, AROUND);
  if (length > LEAST) {
    const up = new Vector3(0, 1, 0);
    geometry.applyQuaternion(new Quaternion().setFromUnitVectors(up, axis.divideScalar(length)));
  }
  geometry.translate(from.x, from.y, from.z);
  return geometry;
}
