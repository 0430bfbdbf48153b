/** Shaders of the screen (GLSL ES 3.0): what was drawn becomes a picture, with its hollows, outlines and background. */

export const SCREEN_VERTEX = /* glsl */ `
out vec2 uv0;
void main() { uv0 = position.xy * 0.5 + 0.5; gl_Position = vec4(position.xy, 0.0, 1.0); }`;

const DEPTH = /* glsl */ `
precision highp float;
in vec2 uv0;
uniform highp sampler2D depth;
uniform vec2 size;
float depthAt(vec2 uv) { return texture(depth, uv).r; }
float noise2(vec2 p) { return fract(52.9829189 * fract(dot(p, vec2(0.06711056, 0.00583715)))); }
`;

/** How open a place lies to the light, 1 in the open: near surfaces in front of it take light away. */
export const HOLLOW_FRAGMENT = /* glsl */ `
${DEPTH}
uniform mat4 inverseProjection;
uniform float focal;       // half height of the picture in units of depth
out vec4 result;
const int SAMPLES = 16;
vec3 viewAt(vec2 uv) {
  vec4 p = inverseProjection * vec4(vec3(uv, depthAt(uv)) * 2.0 - 1.0, 1.0);
  return p.xyz / p.w;
}
void main() {
  result = vec4(1.0);
  if (depthAt(uv0) >= 1.0) return;
  vec3 at = viewAt(uv0);
  vec2 e = 1.0 / size;
  vec3 r = viewAt(uv0 + vec2(e.x, 0.0)), l = viewAt(uv0 - vec2(e.x, 0.0));
  vec3 u = viewAt(uv0 + vec2(0.0, e.y)), d = viewAt(uv0 - vec2(0.0, e.y));
  vec3 dx = abs(r.z - at.z) < abs(l.z - at.z) ? r - at : at - l;
  vec3 dy = abs(u.z - at.z) < abs(d.z - at.z) ? u - at : at - d;
  vec3 n = normalize(cross(dx, dy));
  float sum = 0.0;
  float turn = noise2(gl_FragCoord.xy) * 6.2832;
  for (int scale = 0; scale < 2; scale++) {
    float radius = scale == 0 ? 0.012 : 0.045;  // m: between slips, and between ribs and scapula
    float pixels = radius / (-at.z * focal) * 0.5;
    for (int i = 0; i < SAMPLES / 2; i++) {
      float k = (float(i) + 0.5) / float(SAMPLES / 2);
      float a = turn + float(i) * 2.399963 + float(scale) * 1.3;
      vec3 v = viewAt(uv0 + vec2(cos(a) * size.y / size.x, sin(a)) * pixels * sqrt(k)) - at;
      float far = length(v);
      sum += max(0.0, dot(v, n) / (far + 1e-5) - 0.12) * smoothstep(2.2 * radius, 0.3 * radius, far);
    }
  }
  result = vec4(clamp(1.0 - sum / float(SAMPLES) * 1.9, 0.0, 1.0));
}`;

/** Shade in hollows, what is chosen through what covers it, outlines, background and the way to the screen. */
export const SCREEN_FRAGMENT = /* glsl */ `
${DEPTH}
uniform sampler2D colour;
uniform sampler2D mask;
uniform sampler2D hollow;
uniform bool picked;            // whether anything is chosen or pointed at
uniform sampler2D pickedColour; // that alone
uniform sampler2D pickedMask;
uniform highp sampler2D pickedDepth;
uniform vec3 inner;
uniform vec3 outer;
uniform vec3 chosen;
uniform vec3 pointed;
uniform float pixelRatio;
uniform vec2 depths;       // near and far plane, m
out vec4 result;
float metres(float d) { return depths.x * depths.y / (depths.y - d * (depths.y - depths.x)); }
float distanceAt(vec2 uv) { return metres(depthAt(uv)); }
// The grain of the hollows is averaged over 4 × 4 dots of the same surface.
float open() {
  float here = distanceAt(uv0), sum = 0.0, weight = 0.0;
  for (int i = 0; i < 16; i++) {
    vec2 uv = uv0 + (vec2(float(i & 3), float(i >> 2)) - 1.5) / size;
    float w = 1.0 / (1.0 + 4e4 * pow(distanceAt(uv) - here, 2.0));
    sum += w * texture(hollow, uv).r;
    weight += w;
  }
  return sum / weight;
}
vec3 encode(vec3 c) {
  c = max(c, 0.0);
  return mix(c * 12.92, 1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c));
}
float ring(int channel, float width) {
  float here = texture(pickedMask, uv0)[channel], most = 0.0;
  for (int i = 0; i < 12; i++) {
    float a = float(i) * 0.5236;
    most = max(most, texture(pickedMask, uv0 + vec2(cos(a), sin(a)) * width / size)[channel]);
  }
  return clamp(most - here, 0.0, 1.0);
}
// How far what covers the chosen gives way to it: muscle more than bone, and less for what is only pointed at.
const float THROUGH_MUSCLE = 0.78, THROUGH_BONE = 0.42, POINTED = 0.45;
const float LEAST = 0.0006, SURE = 0.0025;  // m by which it must be covered
vec3 revealed(vec3 all) {
  vec4 c = texture(pickedColour, uv0), m = texture(pickedMask, uv0);
  float behind = metres(texture(pickedDepth, uv0).r) - distanceAt(uv0);
  float gives = max(0.0, mix(THROUGH_MUSCLE, THROUGH_BONE, texture(mask, uv0).z));
  float share = smoothstep(LEAST, SURE, behind) * max(m.x, POINTED * m.y) * gives;
  return mix(all, encode(c.rgb / max(c.a, 0.004)), share * c.a);
}
void main() {
  vec4 c = texture(colour, uv0);
  vec2 q = (uv0 - vec2(0.5, 0.55)) * vec2(size.x / size.y, 1.0);
  vec3 back = mix(inner, outer, smoothstep(0.0, 0.95, length(q)));
  back += (noise2(gl_FragCoord.xy) - 0.5) / 255.0;
  vec3 seen = c.rgb / max(c.a, 0.004);
  float shade = depthAt(uv0) < 1.0 ? max(open(), clamp(texture(mask, uv0).z - 1.0, 0.0, 1.0)) : 1.0;
  seen *= mix(vec3(0.30, 0.16, 0.13), vec3(1.0), shade);
  vec3 all = mix(back, encode(seen), clamp(c.a, 0.0, 1.0));
  if (picked) {
    all = revealed(all);
    all = mix(all, pointed, ring(1, 1.6 * pixelRatio) * 0.85);
    all = mix(all, chosen, ring(0, 2.0 * pixelRatio));
  }
  result = vec4(all, 1.0);
}`;
