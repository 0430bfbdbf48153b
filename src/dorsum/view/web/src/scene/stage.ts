/** The stage: camera, lights, one or two figures side by side, picking, pictures. Draws only when something changed. */

import { ColorManagement, Mesh, NearestFilter, PerspectiveCamera, Scene, ShaderMaterial, Vector3, WebGLRenderTarget, WebGLRenderer } from "three";
import type { Model } from "../model";
import { Poser } from "../pose";
import type { Camera } from "../state";
import { Bands } from "./bands";
import { Crate, type Held } from "./crate";
import { Figure } from "./figure";
import { Ground } from "./ground";
import { Marks } from "./marks";
import { boneMeshes, lights, muscleMeshes, type Part, type Uniforms } from "./meshes";
import { Orbit } from "./orbit";
import { Screen } from "./screen";

ColorManagement.enabled = false; // the shaders speak of colours as they are on the screen
const FIELD = 26; // degrees, vertical: calm perspective
const SLOW = 45; // ms a frame, above which the picture is made coarser while it moves
const LONGEST = 0.4; // s that a frame may count for
const FREE = 0.8; // share of FIELD that what panels leave free of the height shows, on every screen
const LEAST_FREE = 0.18; // share of the height that is taken as free at least: a phone with two titles, a time line and a sheet
const SLIM = 0.62; // free width over height below which the picture must see farther to the sides,
const SLIM_BESIDE = 0.5; // and that of two figures side by side
export interface Hit { kind: "bone" | "muscle"; index: number }

export class Stage {
  readonly renderer: WebGLRenderer;
  readonly orbit: Orbit;
  readonly figures: [Figure, Figure];
  readonly camera = new PerspectiveCamera(FIELD, 1, 0.05, 12);
  readonly marks = new Marks();
  readonly bands = new Bands();
  split = false;
  /** What panels cover of the picture, px: the body stands in the middle of the rest. */
  readonly inset = { left: 0, right: 0, top: 0, bottom: 0 };
  /** Called before a frame with the seconds since the last one; true when more frames are needed. */
  onFrame: (seconds: number) => boolean = () => false;
  onDrawn: () => void = () => undefined;
  frames = 0;
  private readonly scene = new Scene();
  private readonly picking = new Scene();
  private readonly chosen = new Scene();
  /** Whether anything is chosen or pointed at. */
  picked = false;
  private readonly screen = new Screen();
  private readonly uniforms: Uniforms = lights();
  private readonly paints: { muscles: { value: unknown }; bones: { value: unknown } };
  private readonly faint: (Mesh | null)[];
  private readonly ground: Ground;
  private readonly crate: Crate;
  /** What the two figures hold. */
  readonly held: [Held | null, Held | null] = [null, null];
  private readonly spot: WebGLRenderTarget;
  private asked = false;
  private last = 0;
  private ratio: number;
  private coarse = 1;
  private column = 0; // which of two figures is drawn
  private readonly pixel = new Uint8Array(4);

  constructor(canvas: HTMLCanvasElement, model: Model, start: Camera) {
    this.renderer = new WebGLRenderer({ canvas, antialias: false, alpha: false, powerPreference: "high-performance" });
    this.renderer.autoClear = false;
    this.renderer.outputColorSpace = "srgb-linear";
    this.ratio = Math.min(2, devicePixelRatio || 1);
    const poser = new Poser(model.info);
    this.figures = [new Figure(model, poser), new Figure(model, poser)];
    const bones = boneMeshes(model, this.uniforms, this.figures[0].bones);
    const muscles = muscleMeshes(model, this.uniforms, this.figures[0].muscles);
    this.paints = { muscles: shared(muscles, "paint"), bones: shared(bones, "paint") };
    this.crate = new Crate(model, this.uniforms);
    this.ground = new Ground(model, this.figures[0].ground);
    this.scene.add(this.ground.mesh, bones.solid, muscles.solid, muscles.depth!, muscles.faint!, ...this.marks.points, this.bands.group, this.crate.mesh);
    this.picking.add(bones.pick, muscles.pick);
    this.chosen.add(bones.chosen, muscles.chosen);
    this.faint = [muscles.depth, muscles.faint];
    this.spot = new WebGLRenderTarget(1, 1, { minFilter: NearestFilter, magFilter: NearestFilter });
    this.orbit = new Orbit(canvas, start);
    this.orbit.onChange = () => this.draw();
    this.orbit.middle = (x) => this.middle(x);
    new ResizeObserver(() => this.draw()).observe(canvas);
    this.theme(false);
  }

  /** Colours of the page's theme. */
  theme(dark: boolean): void {
    const l = this.uniforms;
    this.screen.theme(dark);
    (l["sky"]!.value as Vector3).set(0.50, 0.52, 0.56);
    (l["earth"]!.value as Vector3).set(0.27, 0.235, 0.21);
    l["exposure"]!.value = dark ? 0.68 : 0.74;
    this.ground.theme(dark);
    this.draw();
  }

  /** Asks for a frame. */
  draw(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame((now) => this.frame(now));
  }

  private frame(now: number): void {
    this.asked = false;
    const seconds = Math.min(LONGEST, this.last ? (now - this.last) / 1000 : 0.016);
    const turning = this.orbit.step(seconds);
    const more = this.onFrame(seconds);
    let moving = false;
    for (const figure of this.split ? this.figures : this.figures.slice(0, 1)) moving = figure.step(seconds) || moving;
    const again = turning || more || moving;
    this.adapt(now, again || this.orbit.busy);
    this.render();
    this.last = again ? now : 0;
    if (again) this.draw();
    this.onDrawn();
  }

  /** Coarser while it moves on a slow machine, full when it rests. */
  private adapt(now: number, moving: boolean): void {
    const before = this.coarse;
    if (moving && this.last && now - this.last > SLOW) this.coarse = Math.max(0.5, this.coarse - 0.125);
    else if (!moving) this.coarse = 1;
    if (before !== this.coarse && !moving) this.draw();
  }

  render(): void {
    this.fit();
    this.orbit.apply(this.camera);
    this.turnLights();
    this.figures.forEach((figure, i) => {
      if (i && !this.split) return;
      this.column = i;
      this.fit();
      this.use(figure);
      this.paint(this.scene, this.screen.target);
      if (this.picked) this.paint(this.chosen, this.screen.picked);
      this.screen.show(this.renderer, i, this.picked);
    });
    this.frames++;
  }

  private paint(what: Scene, target: WebGLRenderTarget): void {
    this.renderer.setRenderTarget(target);
    this.renderer.setClearColor(0x000000, 0);
    this.renderer.clear();
    this.renderer.render(what, this.camera);
  }

  private use(figure: Figure): void {
    this.uniforms["pose"]!.value = figure.pose.texture;
    this.paints.muscles.value = figure.muscles.texture;
    this.paints.bones.value = figure.bones.texture;
    this.marks.place(figure.model, figure.transforms);
    this.crate.place(figure.transforms, this.held[this.column]!);
    this.ground.place(figure.transforms);
    this.ground.mesh.visible = this.camera.position.y > figure.ground;
  }

  /** Whether any muscle is seen through. */
  set seeThrough(on: boolean) { for (const mesh of this.faint) if (mesh) mesh.visible = on; }

  private fit(): void {
    const canvas = this.renderer.domElement;
    const ratio = this.ratio * this.coarse;
    const columns = this.split ? 2 : 1;
    const width = Math.max(2, Math.floor(canvas.clientWidth * ratio / columns)), height = Math.max(2, Math.floor(canvas.clientHeight * ratio));
    if (canvas.width !== width * columns || canvas.height !== height) {
      this.renderer.setPixelRatio(1);
      this.renderer.setSize(width * columns, height, false);
    }
    this.camera.aspect = width / height;
    this.camera.fov = this.field(width / ratio, height / ratio);
    this.orbit.pixel = 2 * Math.tan(this.camera.fov * Math.PI / 360) / (height / ratio);
    this.marks.scale(ratio, this.orbit.pixel * this.orbit.view.distance);
    this.camera.near = Math.max(0.02, this.orbit.view.distance - 1.6);
    this.camera.far = this.orbit.view.distance + 2.5;
    this.place(width / ratio, height / ratio, 0, 0, width / ratio, height / ratio);
    this.screen.fit(this.renderer, width, height, ratio, this.camera);
  }

  /** Vertical angle of the picture, degrees: what panels leave free shows the same height everywhere, more where it is narrow. */
  private field(width: number, height: number): number {
    const { left, right, top, bottom } = this.inset;
    const free = Math.max(LEAST_FREE, 1 - (top + bottom) / height);
    const room = Math.max(0.25 * width, width - (this.split ? Math.max(left, right) : left + right));
    const wider = Math.max((this.split ? SLIM_BESIDE : SLIM) * height / room, FREE / free);
    return 2 * Math.atan(Math.tan(FIELD * Math.PI / 360) * wider) * 180 / Math.PI;
  }

  /** How wide and high, m, what panels leave free shows at a distance of 1 m. */
  get room(): { wide: number; high: number } {
    const { clientWidth, clientHeight: height } = this.renderer.domElement, width = clientWidth / (this.split ? 2 : 1);
    const { left, right, top, bottom } = this.inset;
    const least = LEAST_FREE * Math.min(width, height);
    return {
      wide: this.orbit.pixel * Math.max(least, width - (this.split ? Math.max(left, right) : left + right)),
      high: this.orbit.pixel * Math.max(least, height - top - bottom),
    };
  }

  /** The part of the picture that is drawn: x, y, wide, high in CSS pixels of a picture of width and height. */
  private place(width: number, height: number, x: number, y: number, wide: number, high: number): void {
    const { across, down } = this.aside(this.column);
    this.camera.setViewOffset(width, height, x + across, y + down, wide, high);
  }

  /** How far the target stands left of and above the middle of a figure's part of the page, px. */
  private aside(column: number): { across: number; down: number } {
    const { left, right, top, bottom } = this.inset;
    return { across: (this.split ? (column ? right : -left) : right - left) / 2, down: (bottom - top) / 2 };
  }

  /** Where the target stands on the page, for the figure that is drawn at a place x of it. */
  private middle(x: number): { x: number; y: number } {
    const box = this.renderer.domElement.getBoundingClientRect();
    const wide = box.width / (this.split ? 2 : 1), column = this.split && x - box.left >= wide ? 1 : 0;
    const { across, down } = this.aside(column);
    return { x: box.left + (column + 0.5) * wide - across, y: box.top + box.height / 2 - down };
  }

  /** Lights go with the camera, a little from above and aside, so that no view is dark. */
  private turnLights(): void {
    const view = this.camera.matrixWorldInverse.copy(this.camera.matrixWorld).invert();
    (this.uniforms["upward"]!.value as Vector3).set(0, 1, 0).transformDirection(view);
    (this.uniforms["key"]!.value as Vector3).set(-0.45, 0.62, 0.64).normalize();
    (this.uniforms["fill"]!.value as Vector3).set(0.75, 0.05, 0.45).normalize();
  }

  /** What lies under a place of the page. */
  pick(clientX: number, clientY: number): Hit | null {
    const box = this.renderer.domElement.getBoundingClientRect();
    const columns = this.split ? 2 : 1, width = box.width / columns;
    let x = clientX - box.left;
    const second = this.split && x >= width;
    if (second) x -= width;
    this.column = second ? 1 : 0;
    this.fit();
    this.orbit.apply(this.camera);
    this.use(this.figures[this.column]!);
    this.place(width, box.height, x - 0.5, clientY - box.top - 0.5, 1, 1);
    this.renderer.setRenderTarget(this.spot);
    this.renderer.setScissorTest(false);
    this.renderer.setClearColor(0x000000, 0);
    this.renderer.clear();
    this.renderer.render(this.picking, this.camera);
    this.renderer.readRenderTargetPixels(this.spot, 0, 0, 1, 1, this.pixel);
    this.renderer.setRenderTarget(null);
    const [low, high, kind] = this.pixel;
    if (!kind) return null;
    return { kind: kind === 1 ? "bone" : "muscle", index: low! + 256 * high! };
  }

  /** Where a world point lies on the page; for a split stage on the first figure. */
  project(at: ArrayLike<number>): { x: number; y: number } {
    const box = this.renderer.domElement.getBoundingClientRect();
    this.column = 0;
    this.fit();
    this.orbit.apply(this.camera);
    this.camera.matrixWorldInverse.copy(this.camera.matrixWorld).invert();
    const v = new Vector3(at[0], at[1], at[2]).project(this.camera);
    const width = box.width / (this.split ? 2 : 1);
    return { x: box.left + (v.x + 1) / 2 * width, y: box.top + (1 - v.y) / 2 * box.height };
  }

  /** The picture as it stands, as PNG. */
  picture(): Promise<Blob> {
    this.coarse = 1;
    this.render();
    return new Promise((resolve, reject) => this.renderer.domElement.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("The browser made no picture."))), "image/png"));
  }
}

/** The uniform that all materials of a part look at. */
function shared(part: Part, name: string): { value: unknown } {
  const meshes = [part.solid, part.depth, part.faint, part.pick, part.chosen].filter((m): m is Mesh => m !== null);
  const one = (meshes[0]!.material as ShaderMaterial).uniforms[name]!;
  for (const mesh of meshes) (mesh.material as ShaderMaterial).uniforms[name] = one;
  return one;
}
