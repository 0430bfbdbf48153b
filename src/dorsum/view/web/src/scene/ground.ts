/** A soft shadow where the body stands. */

import { CircleGeometry, GLSL3, Mesh, ShaderMaterial, Vector4 } from "three";
import type { Model } from "../model";

const BLOBS = 8;
const CASTING = /^(foot|shank|hand|pelvis|skull|T6)/;

const VERTEX = /* glsl */ `
out vec2 at;
void main() { at = position.xz; gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }`;
const FRAGMENT = /* glsl */ `
precision highp float;
in vec2 at;
uniform vec4 blobs[${BLOBS}];
uniform float strength;
layout(location = 0) out vec4 outColour;
layout(location = 1) out vec4 outMask;
void main() {
  float r = length(at);
  float dark = 0.0;
  for (int i = 0; i < ${BLOBS}; i++) {
    vec2 d = (at - blobs[i].xy) / blobs[i].z;
    dark = max(dark, blobs[i].w * exp(-dot(d, d)));
  }
  float fade = 1.0 - smoothstep(0.7, 1.0, r);
  outColour = vec4(0.0, 0.0, 0.0, clamp(dark * strength * fade, 0.0, 1.0));
  outMask = vec4(0.0);
}`;

export class Ground {
  readonly mesh: Mesh;
  private readonly bodies: number[];
  private readonly blobs = Array.from({ length: BLOBS }, () => new Vector4(0, 0, 1, 0));
  private readonly material: ShaderMaterial;

  constructor(model: Model, private readonly height: number) {
    const geometry = new CircleGeometry(1, 64).rotateX(-Math.PI / 2);
    this.material = new ShaderMaterial({
      glslVersion: GLSL3, vertexShader: VERTEX, fragmentShader: FRAGMENT, transparent: true, depthWrite: false,
      uniforms: { blobs: { value: this.blobs }, strength: { value: 0.4 } },
    });
    this.mesh = new Mesh(geometry, this.material);
    this.mesh.position.y = height - 0.002;
    this.mesh.renderOrder = -1;
    this.bodies = model.info.bodies.flatMap((body, i) => (CASTING.test(body.name) ? [i] : [])).slice(0, BLOBS);
  }

  theme(dark: boolean): void {
    this.material.uniforms["strength"]!.value = dark ? 0.75 : 0.34;
  }

  place(transforms: Float32Array): void {
    this.bodies.forEach((b, i) => {
      const up = transforms[12 * b + 7]! - this.height;
      const near = Math.exp(-Math.max(0, up) / 0.35);
      this.blobs[i]!.set(transforms[12 * b + 3]!, transforms[12 * b + 11]!, 0.1 + 0.35 * (1 - near), 0.15 + 0.85 * near);
    });
  }
}
