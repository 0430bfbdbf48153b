/** From the drawn scene to the screen: shade in hollows, outlines, background. */

import {
  BufferAttribute, BufferGeometry, Color, DepthTexture, FloatType, GLSL3, HalfFloatType, LinearFilter, Matrix4, Mesh, NearestFilter, NoBlending,
  PerspectiveCamera, Scene, ShaderMaterial, Vector2, WebGLRenderTarget, type WebGLRenderer,
} from "three";
import { HOLLOW_FRAGMENT, SCREEN_FRAGMENT, SCREEN_VERTEX } from "./screen_shaders";

const THEMES = {
  light: { inner: 0xfbfaf8, outer: 0xdfe2e6, chosen: 0x0b62c4, pointed: 0x20242a },
  dark: { inner: 0x2a2f38, outer: 0x12151a, chosen: 0x7cc4ff, pointed: 0xffffff },
};

export class Screen {
  /** Where the scene is drawn: its colours, marks and depth. */
  readonly target = drawing();
  /** The same of what is chosen or pointed at alone, so that it is seen through what covers it. */
  readonly picked = drawing();
  private readonly open = new WebGLRenderTarget(4, 4, { depthBuffer: false, minFilter: NearestFilter, magFilter: NearestFilter });
  private readonly shared = { depth: { value: this.target.depthTexture }, size: { value: new Vector2() } };
  private readonly hollow = full(HOLLOW_FRAGMENT, { ...this.shared, inverseProjection: { value: new Matrix4() }, focal: { value: 1 } });
  private readonly last = full(SCREEN_FRAGMENT, {
    ...this.shared, colour: { value: this.target.textures[0] }, mask: { value: this.target.textures[1] }, hollow: { value: this.open.texture },
    picked: { value: false }, pickedColour: { value: this.picked.textures[0] }, pickedMask: { value: this.picked.textures[1] },
    pickedDepth: { value: this.picked.depthTexture },
    inner: { value: new Color() }, outer: { value: new Color() }, chosen: { value: new Color() }, pointed: { value: new Color() },
    pixelRatio: { value: 1 }, depths: { value: new Vector2() },
  });
  private readonly still = new PerspectiveCamera();

  theme(dark: boolean): void {
    for (const [name, colour] of Object.entries(THEMES[dark ? "dark" : "light"])) (this.last.uniforms[name]!.value as Color).set(colour);
  }

  fit(renderer: WebGLRenderer, width: number, height: number, ratio: number, camera: PerspectiveCamera): void {
    if (this.target.width !== width || this.target.height !== height) {
      this.target.setSize(width, height);
      this.picked.setSize(width, height);
      this.open.setSize(width, height);
      // What is not drawn into yet is read all the same: without this it would keep the size at which it is read first.
      renderer.initRenderTarget(this.target);
      renderer.initRenderTarget(this.picked);
    }
    this.shared.size.value.set(width, height);
    this.last.uniforms["pixelRatio"]!.value = ratio;
    (this.last.uniforms["depths"]!.value as Vector2).set(camera.near, camera.far);
    (this.hollow.uniforms["inverseProjection"]!.value as Matrix4).copy(camera.projectionMatrixInverse);
    this.hollow.uniforms["focal"]!.value = Math.tan(camera.fov * Math.PI / 360);
  }

  /** Brings what is drawn onto a column of the canvas. */
  show(renderer: WebGLRenderer, column: number, picked: boolean): void {
    const { width, height } = this.target;
    this.last.uniforms["picked"]!.value = picked;
    renderer.setRenderTarget(this.open);
    renderer.render(this.hollow.scene, this.still);
    renderer.setRenderTarget(null);
    renderer.setViewport(column * width, 0, width, height);
    renderer.setScissor(column * width, 0, width, height);
    renderer.setScissorTest(true);
    renderer.render(this.last.scene, this.still);
  }
}

/** Colours, marks and depth of a drawing. */
function drawing(): WebGLRenderTarget {
  return new WebGLRenderTarget(4, 4, {
    count: 2, samples: 4, type: HalfFloatType, minFilter: LinearFilter, magFilter: LinearFilter, depthTexture: new DepthTexture(4, 4, FloatType),
  });
}

/** A triangle over the whole picture. */
function full(fragment: string, uniforms: ShaderMaterial["uniforms"]): { scene: Scene; uniforms: ShaderMaterial["uniforms"] } {
  const material = new ShaderMaterial({
    glslVersion: GLSL3, vertexShader: SCREEN_VERTEX, fragmentShader: fragment, depthTest: false, depthWrite: false, blending: NoBlending, uniforms,
  });
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array([-1, -1, 0, 3, -1, 0, -1, 3, 0]), 3));
  const mesh = new Mesh(geometry, material);
  mesh.frustumCulled = false;
  return { scene: new Scene().add(mesh), uniforms: material.uniforms };
}
