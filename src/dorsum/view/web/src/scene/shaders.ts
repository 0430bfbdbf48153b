/** Shaders of bones and muscles (GLSL ES 3.0). A vertex looks up the turns of its bodies and the paint of its part. */

const COMMON = /* glsl */ `
precision highp float;
precision highp int;
uniform highp sampler2D pose;   // 3 texels a body: rows of [R|o]
uniform highp sampler2D paint;  // 2 texels a part: colour and opacity; selected, hovered, data, faint
const int PAINT_WIDTH = 1024;
mat4x3 bodyAt(int b) {
  vec4 r0 = texelFetch(pose, ivec2(3 * b, 0), 0);
  vec4 r1 = texelFetch(pose, ivec2(3 * b + 1, 0), 0);
  vec4 r2 = texelFetch(pose, ivec2(3 * b + 2, 0), 0);
  return transpose(mat3x4(r0, r1, r2));
}
vec4 paintAt(int i, int row) { return texelFetch(paint, ivec2(i % PAINT_WIDTH, 2 * (i / PAINT_WIDTH) + row), 0); }
// What is to be drawn in this pass: 0 solid, 1 faint, 2 picking, 3 chosen or pointed at.
uniform int stage;
bool skipped(float opacity, vec4 flags) {
  if (stage == 0) return opacity < 0.995;
  if (stage == 1) return opacity >= 0.995 || opacity < 0.01;
  if (stage == 2) return opacity < 0.6;
  return opacity < 0.3 || flags.x + flags.y < 0.5;
}
const vec4 NOWHERE = vec4(2.0, 2.0, 2.0, 1.0);
`;

const OUT = /* glsl */ `
out vec3 vNormal;
out vec3 vView;
out vec3 vLocal;
flat out vec4 vColour;
flat out vec4 vFlags;
flat out int vPart;
`;

export const BONE_VERTEX = /* glsl */ `
${COMMON}
in vec2 bodies;
in float weight;
in float part;
in float tissue;
uniform sampler2D centre;  // standing joint centres
${OUT}
flat out float vTissue;
void main() {
  vPart = int(part + 0.5);
  vColour = paintAt(vPart, 0);
  vFlags = paintAt(vPart, 1);
  if (skipped(vColour.a, vFlags)) { gl_Position = NOWHERE; return; }
  int a = int(bodies.x + 0.5), b = int(bodies.y + 0.5);
  mat4x3 A = bodyAt(a);
  vec3 at = A * vec4(position - texelFetch(centre, ivec2(a, 0), 0).xyz, 1.0);
  vec3 n = mat3(A) * normal;
  if (weight > 0.0) {
    mat4x3 B = bodyAt(b);
    at = mix(at, B * vec4(position - texelFetch(centre, ivec2(b, 0), 0).xyz, 1.0), weight);
    n = mix(n, mat3(B) * normal, weight);
  }
  vTissue = tissue;
  vLocal = position;
  vNormal = normalMatrix * n;
  vec4 view = modelViewMatrix * vec4(at, 1.0);
  vView = view.xyz;
  gl_Position = projectionMatrix * view;
}`;

export const MUSCLE_VERTEX = /* glsl */ `
${COMMON}
in vec2 point;   // two places on paths: points at which their pieces begin,
in vec2 t;       // the way on the pieces,
in float weight; // and how far the vertex holds on to the second
in vec2 trunk;   // the level of the spine that it holds on to in their place, and how far
in float part;
in vec2 across;  // 0.01 mm
in vec2 belly;   // tendon share and place along the fascicle, 0 to 1
in vec4 outward; // from the middle of the trunk in standing, and how far it is drawn before what lies under it
uniform highp sampler2D points;  // local position and body of every path point
uniform int pointsWidth;
uniform float spine;  // the point at which the spine begins
${OUT}
out vec2 vBelly;
out vec2 vAcross;
const float LIFT = 0.127 * 0.25;  // m for 1, see lifts() in meshes.ts
vec4 pointAt(int i) { return texelFetch(points, ivec2(i % pointsWidth, i / pointsWidth), 0); }
// How a place turns, and where it is.
mat4x3 placeAt(float point, float t) {
  int i = int(point + 0.5);
  vec4 p = pointAt(i), q = pointAt(i + 1);
  mat4x3 P = bodyAt(int(p.w + 0.5)), Q = bodyAt(int(q.w + 0.5));
  mat4x3 M = (1.0 - t) * P + t * Q;
  M[3] = (1.0 - t) * (P * vec4(p.xyz, 1.0)) + t * (Q * vec4(q.xyz, 1.0));
  return M;
}
void main() {
  vPart = int(part + 0.5);
  vColour = paintAt(vPart, 0);
  vFlags = paintAt(vPart, 1);
  if (skipped(vColour.a, vFlags)) { gl_Position = NOWHERE; return; }
  mat4x3 place;
  if (trunk.y < 1.0) {
    place = placeAt(point.x, t.x);
    if (weight > 0.0) place = (1.0 - weight) * place + weight * placeAt(point.y, t.y);
  }
  if (trunk.y > 0.0) {
    mat4x3 level = placeAt(spine + floor(trunk.x), fract(trunk.x));
    place = trunk.y < 1.0 ? (1.0 - trunk.y) * place + trunk.y * level : level;
  }
  mat3 M = mat3(normalize(place[0]), normalize(place[1]), normalize(place[2]));
  vec3 at = place[3] + M * position;
  vBelly = belly;
  vAcross = across * 1e-5;
  vLocal = position;
  vNormal = normalMatrix * (M * normal);
  vec4 view = modelViewMatrix * vec4(at, 1.0);
  vView = view.xyz;
  gl_Position = projectionMatrix * view;
  // Depth as if it lay farther out: in bent postures what lies under a sheet does not come through.
  vec4 lifted = projectionMatrix * modelViewMatrix * vec4(at + M * outward.xyz * (outward.w * LIFT), 1.0);
  gl_Position.z = lifted.z / lifted.w * gl_Position.w;
}`;

export const LIGHT = /* glsl */ `
precision highp float;
precision highp int;
in vec3 vNormal;
in vec3 vView;
in vec3 vLocal;
flat in vec4 vColour;
flat in vec4 vFlags;
flat in int vPart;
uniform vec3 sky;
uniform vec3 earth;
uniform vec3 upward;   // world up in view space
uniform vec3 key;      // direction to the light in view space
uniform vec3 fill;
uniform float exposure;
layout(location = 0) out vec4 outColour;
layout(location = 1) out vec4 outMask;
vec3 linear(vec3 c) { return mix(c / 12.92, pow((c + 0.055) / 1.055, vec3(2.4)), step(0.04045, c)); }
float hash(vec3 p) { p = fract(p * 0.3183099 + 0.1); p *= 17.0; return fract(p.x * p.y * p.z * (p.x + p.y + p.z)); }
float noise(vec3 x) {
  vec3 i = floor(x), f = fract(x);
  f = f * f * (3.0 - 2.0 * f);
  return mix(mix(mix(hash(i), hash(i + vec3(1, 0, 0)), f.x), mix(hash(i + vec3(0, 1, 0)), hash(i + vec3(1, 1, 0)), f.x), f.y),
             mix(mix(hash(i + vec3(0, 0, 1)), hash(i + vec3(1, 0, 1)), f.x), mix(hash(i + vec3(0, 1, 1)), hash(i + vec3(1, 1, 1)), f.x), f.y), f.z);
}
vec3 lit(vec3 albedo, vec3 n, float gloss, float shine, float wrap) {
  vec3 v = normalize(-vView);
  float hemi = 0.5 + 0.5 * dot(n, upward);
  vec3 light = mix(earth, sky, hemi);
  float k = max(0.0, (dot(n, key) + wrap) / (1.0 + wrap));
  float f = max(0.0, (dot(n, fill) + 0.3) / 1.3);
  light += k * vec3(1.02, 0.98, 0.92) * 1.25 + f * vec3(0.42, 0.47, 0.56) * 0.5;
  vec3 h = normalize(key + v);
  float spec = pow(max(0.0, dot(n, h)), shine) * gloss;
  float rim = pow(1.0 - max(0.0, dot(n, v)), 3.5);
  float edge = smoothstep(0.0, 0.55, dot(n, v));
  return (albedo * light * mix(0.72, 1.0, edge) + spec + rim * mix(0.03, 0.16, hemi) * (albedo + 0.25)) * exposure;
}
// Mask: chosen, pointed at, what it is (0 muscle, 1 bone, 3 a mark).
vec4 finish(vec3 colour, float bone) {
  outMask = vec4(vFlags.x, vFlags.y, bone, 1.0);
  return vec4(colour, vColour.a);
}
`;

export const BONE_FRAGMENT = /* glsl */ `
${LIGHT}
flat in float vTissue;
void main() {
  vec3 n = normalize(gl_FrontFacing ? vNormal : -vNormal);
  vec3 albedo = linear(vColour.rgb);
  float grain = noise(vLocal * 180.0) * 0.6 + noise(vLocal * 640.0) * 0.4;
  albedo *= mix(1.0, 0.86 + 0.26 * grain, vTissue < 0.5 ? 1.0 : 0.35);
  albedo = mix(albedo, albedo * 1.25 + vec3(0.03, 0.05, 0.08), vFlags.y * 0.6);
  outColour = finish(lit(albedo, n, vTissue < 0.5 ? 0.10 : 0.22, vTissue < 0.5 ? 22.0 : 40.0, 0.25), 1.0);
}`;

export const MUSCLE_FRAGMENT = /* glsl */ `
${LIGHT}
in vec2 vBelly;
in vec2 vAcross;
uniform vec3 tendon;
// Streaks of a width along the fibres. Those narrower than dots of the screen fade into their mean.
float streaks(float perMetre, float along) {
  vec3 p = vec3(vAcross * perMetre, vBelly.y * along);
  return mix(0.5, noise(p), 1.0 - smoothstep(0.35, 1.1, length(fwidth(p)) * 0.6));
}
// The normal of a surface that is raised by a height, m.
vec3 raised(vec3 n, float height) {
  vec3 x = dFdx(vView), y = dFdy(vView);
  vec3 a = cross(y, n), b = cross(n, x);
  float area = dot(x, a);
  return normalize(abs(area) * n - sign(area) * (dFdx(height) * a + dFdy(height) * b));
}
void main() {
  vec3 n = normalize(gl_FrontFacing ? vNormal : -vNormal);
  float bundle = streaks(160.0, 3.0), strand = streaks(450.0, 5.0), fibre = streaks(1200.0, 8.0);
  float grain = 0.45 * bundle + 0.35 * strand + 0.2 * fibre;
  float soft = vBelly.x * (1.0 - vFlags.z);
  float edge = smoothstep(0.22, 0.88, soft + (0.5 * strand + 0.5 * bundle - 0.5) * 0.9 * step(0.02, soft));
  vec3 own = linear(vColour.rgb);
  // Between the bundles flesh is darker; on them, and towards the tendon, a thin skin of fascia makes it paler.
  vec3 flesh = own * mix(0.68, 1.12, smoothstep(0.25, 0.75, grain));
  flesh = mix(flesh, tendon, 0.10 * smoothstep(0.6, 0.85, strand) * (1.0 - vFlags.z) + 0.25 * soft);
  vec3 sinew = tendon * mix(0.80, 1.08, grain);
  vec3 albedo = mix(flesh, sinew, edge * 0.94);
  albedo = mix(albedo, albedo * 1.3 + vec3(0.035, 0.03, 0.03), max(vFlags.y * 0.7, vFlags.x * 0.45));
  n = raised(n, 0.0011 * bundle + 0.0004 * strand + 0.00012 * fibre);
  outColour = finish(lit(albedo, n, mix(0.11, 0.15, edge), mix(20.0, 34.0, edge), 0.3), 0.0);
}`;

/** Ids for picking: kind (bone 1, muscle 2) and part. */
export const PICK_FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
flat in int vPart;
uniform int kind;
out vec4 outId;
void main() { outId = vec4(float(vPart & 255), float((vPart >> 8) & 255), float(kind), 255.0) / 255.0; }`;
