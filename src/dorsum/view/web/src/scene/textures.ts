/** The small textures that change: where the bodies are, and how the parts are painted. */

import { DataTexture, FloatType, NearestFilter, RGBAFormat, UnsignedByteType } from "three";

const WIDTH = 1024;

/** A float texture of `texels` RGBA values in rows of at most 1024. */
export function floats(data: Float32Array, width: number): DataTexture {
  const height = Math.ceil(data.length / 4 / width);
  const padded = new Float32Array(4 * width * height);
  padded.set(data);
  const texture = new DataTexture(padded, width, height, RGBAFormat, FloatType);
  texture.minFilter = texture.magFilter = NearestFilter;
  texture.needsUpdate = true;
  return texture;
}

/** Transforms of all bodies, 3 texels each. */
export class PoseTexture {
  readonly data: Float32Array;
  readonly texture: DataTexture;
  constructor(bodies: number) {
    this.texture = floats(new Float32Array(12 * bodies), 3 * bodies);
    this.data = this.texture.image.data as Float32Array;
  }
  upload(): void { this.texture.needsUpdate = true; }
}

/** Colour, opacity and marks of parts. */
export class Paint {
  readonly data: Uint8Array;
  readonly texture: DataTexture;
  constructor(readonly count: number) {
    const rows = 2 * Math.ceil(count / WIDTH);
    this.data = new Uint8Array(4 * WIDTH * rows);
    this.texture = new DataTexture(this.data, WIDTH, rows, RGBAFormat, UnsignedByteType);
    this.texture.minFilter = this.texture.magFilter = NearestFilter;
  }

  private at(i: number, row: number): number { return 4 * ((2 * Math.floor(i / WIDTH) + row) * WIDTH + (i % WIDTH)); }

  /** Colour as 0xrrggbb, opacity 0 to 1. */
  colour(i: number, rgb: number, opacity: number): void {
    const k = this.at(i, 0);
    this.data[k] = rgb >> 16;
    this.data[k + 1] = (rgb >> 8) & 255;
    this.data[k + 2] = rgb & 255;
    this.data[k + 3] = Math.round(255 * opacity);
  }

  rgb(i: number): number { const k = this.at(i, 0); return (this.data[k]! << 16) | (this.data[k + 1]! << 8) | this.data[k + 2]!; }

  opacity(i: number): number { return this.data[this.at(i, 0) + 3]! / 255; }

  marks(i: number, selected: boolean, hovered: boolean, data: boolean): void {
    const k = this.at(i, 1);
    this.data[k] = selected ? 255 : 0;
    this.data[k + 1] = hovered ? 255 : 0;
    this.data[k + 2] = data ? 255 : 0;
  }

  upload(): void { this.texture.needsUpdate = true; }
}
