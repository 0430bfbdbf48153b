/** Turning, shifting and nearing the view by mouse, fingers, wheel and keys. */

import { Vector3, type PerspectiveCamera } from "three";
import { FAR, NEAR, STEEP, type Camera } from "../state";

const DEGREE = Math.PI / 180;
const TURN = 0.35; // degrees a pixel
const CLICK = 5; // px that a click may wander

export class Orbit {
  view: Camera;
  private from: Camera;
  private goal: Camera;
  private share = 1;
  private readonly fingers = new Map<number, { x: number; y: number }>();
  private moved = 0;
  private spread = 0;
  /** Where the target stands on the page where the place x is, px, and what a pixel there is of the distance. */
  middle: (x: number) => { x: number; y: number } = () => ({ x: 0, y: 0 });
  pixel = 0.001;
  onChange: () => void = () => undefined;
  onSettle: () => void = () => undefined;
  onClick: (x: number, y: number) => void = () => undefined;
  private settle = 0;

  constructor(private readonly element: HTMLElement, start: Camera) {
    this.view = { ...start };
    this.from = { ...start };
    this.goal = { ...start };
    element.addEventListener("pointerdown", (event) => this.down(event));
    element.addEventListener("pointermove", (event) => this.move(event));
    element.addEventListener("pointerup", (event) => this.up(event));
    element.addEventListener("pointercancel", (event) => this.fingers.delete(event.pointerId));
    element.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (event.ctrlKey) this.near(Math.exp(event.deltaY * 0.01), { x: event.clientX, y: event.clientY }); // a pinch on a touchpad
      else this.near(Math.exp(event.deltaY * 0.0012));
    }, { passive: false });
    element.addEventListener("contextmenu", (event) => event.preventDefault());
    element.addEventListener("keydown", (event) => this.key(event));
    element.addEventListener("blur", () => { delete element.dataset.pointed; });
  }

  get busy(): boolean { return this.fingers.size > 0 || this.share < 1; }

  /** Goes to a view; smoothly unless the user asks for no motion. */
  go(to: Partial<Camera>, smoothly = true): void {
    const goal = { ...this.goal, ...to };
    const turn = ((goal.azimuth - this.view.azimuth) % 360 + 540) % 360 - 180;
    goal.azimuth = this.view.azimuth + turn;
    this.from = { ...this.view };
    this.goal = goal;
    this.share = smoothly && !matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 1;
    if (this.share === 1) this.view = { ...goal };
    this.changed();
  }

  /** One step of a camera move; true while it lasts. */
  step(seconds: number): boolean {
    if (this.share >= 1) return false;
    this.share = Math.min(1, this.share + seconds / 0.65);
    const s = 1 - (1 - this.share) ** 3;
    for (const key of Object.keys(this.view) as (keyof Camera)[]) this.view[key] = this.from[key] + s * (this.goal[key] - this.from[key]);
    this.changed();
    return true;
  }

  apply(camera: PerspectiveCamera): void {
    const { azimuth, elevation, distance, x, y, z } = this.view;
    const a = azimuth * DEGREE, e = elevation * DEGREE;
    const target = new Vector3(x, y, z);
    camera.position.set(Math.cos(e) * Math.cos(a), Math.sin(e), Math.cos(e) * Math.sin(a)).multiplyScalar(distance).add(target);
    camera.lookAt(target);
    camera.updateMatrixWorld();
  }

  private changed(): void {
    this.onChange();
    clearTimeout(this.settle);
    this.settle = setTimeout(() => this.onSettle(), 200);
  }

  private take(change: Partial<Camera>): void {
    this.share = 1;
    this.view = { ...this.view, ...change };
    this.goal = { ...this.view };
    this.changed();
  }

  private turn(dx: number, dy: number): void {
    this.take({
      azimuth: this.view.azimuth + dx * TURN,
      elevation: Math.max(-STEEP, Math.min(STEEP, this.view.elevation + dy * TURN)),
    });
  }

  private shift(dx: number, dy: number): void {
    const scale = this.view.distance * this.pixel;
    const a = this.view.azimuth * DEGREE, e = this.view.elevation * DEGREE;
    const right = [Math.sin(a), 0, -Math.cos(a)];
    const up = [-Math.sin(e) * Math.cos(a), Math.cos(e), -Math.sin(e) * Math.sin(a)];
    const at = (k: 0 | 1 | 2): number => scale * (right[k]! * dx + up[k]! * dy);
    this.take({ x: this.view.x + at(0), y: this.view.y + at(1), z: this.view.z + at(2) });
  }

  /** Nearer or farther; what is seen at a place of the page stays there. */
  private near(factor: number, at?: { x: number; y: number }): void {
    const distance = Math.max(NEAR, Math.min(FAR, this.view.distance * factor));
    if (at) {
      const middle = this.middle(at.x), lost = 1 - distance / this.view.distance;
      this.shift(lost * (at.x - middle.x), lost * (middle.y - at.y));
    }
    this.take({ distance });
  }

  private down(event: PointerEvent): void {
    this.element.setPointerCapture(event.pointerId);
    this.element.dataset.pointed = ""; // a click draws no frame round the picture, keys do
    this.element.focus({ preventScroll: true });
    if (!this.fingers.size) this.moved = 0;
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.spread = this.span();
  }

  private move(event: PointerEvent): void {
    const finger = this.fingers.get(event.pointerId);
    if (!finger) return;
    const dx = event.clientX - finger.x, dy = event.clientY - finger.y;
    finger.x = event.clientX;
    finger.y = event.clientY;
    this.moved += Math.abs(dx) + Math.abs(dy);
    if (this.moved <= CLICK) return;
    if (this.fingers.size > 1) {
      this.shift(-dx / this.fingers.size, dy / this.fingers.size);
      const span = this.span();
      if (span > 0 && this.spread > 0) this.near(this.spread / span, this.between());
      this.spread = span;
    } else if (event.buttons & 6 || event.shiftKey) this.shift(-dx, dy);
    else this.turn(dx, dy);
  }

  private up(event: PointerEvent): void {
    const click = this.fingers.size === 1 && this.moved <= CLICK && event.button === 0;
    this.fingers.delete(event.pointerId);
    this.spread = this.span();
    if (click) this.onClick(event.clientX, event.clientY);
    else this.changed();
  }

  private span(): number {
    const [a, b] = [...this.fingers.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  }

  /** The place in the middle of two fingers. */
  private between(): { x: number; y: number } | undefined {
    const [a, b] = [...this.fingers.values()];
    return a && b && { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }

  private key(event: KeyboardEvent): void {
    delete this.element.dataset.pointed;
    const step = event.shiftKey ? 60 : 24;
    const turns: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step],
    };
    const turn = turns[event.key];
    if (turn && event.altKey) this.shift(turn[0], turn[1]);
    else if (turn) this.turn(turn[0], turn[1]);
    else if (event.key === "+" || event.key === "=") this.near(0.88);
    else if (event.key === "-") this.near(1.14);
    else return;
    event.preventDefault();
  }
}
