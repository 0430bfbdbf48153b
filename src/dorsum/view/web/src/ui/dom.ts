/** Small helpers to make elements and to write into them. */

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

/** Text as it is shown: before a number a minus stands, no hyphen. Names with hyphens, and ranges, keep theirs. */
export const shown = (text: string): string => text.replace(/(?<![\p{L}\d)\]._-])-(?=\.?\d)/gu, "−");

/** Writes text into an element in place of what is there. */
export function write(element: Element, text: string): void { element.textContent = shown(text); }

/** Puts children into an element in place of those there are. */
export function put(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.flatMap((child) => (child ? [said(child)] : [])));
}

const said = (child: Node | string): Node | string => (typeof child === "string" ? shown(child) : child);
const VERBATIM = ["code", "kbd"]; // what is to be typed
const SAID = ["aria-label", "aria-valuetext", "title"];

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: (Child | Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (name === "class") element.className = String(value);
    else element.setAttribute(name, value === true ? "" : SAID.includes(name) ? shown(String(value)) : String(value));
  }
  for (const child of children.flat()) if (child) element.append(VERBATIM.includes(tag) ? child : said(child));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
/** A line icon of 24 × 24 from the data of its paths. */
export function icon(name: keyof typeof ICONS, label?: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  if (label) { svg.setAttribute("role", "img"); svg.setAttribute("aria-label", label); } else svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export const ICONS = {
  search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 20 20",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
  eyeOff: "M4 4l16 16M9.5 5.9A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.7 3.400M6 7.5A15.5 15.5 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4-1",
  ghost: "M12 3.5v17M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM15 7.5h.01M15 12h.01M15 16.5h.01M18 9.5h.01M18 14.5h.01",
  isolate: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
  close: "M6 6l12 12M18 6 6 18",
  reset: "M4.5 12a7.5 7.5 0 1 0 2.3-5.400L4.5 9M4.5 4v5h5",
  link: "M9.5 14.5l5-5M8 11l-2.5 2.5a3.9 3.9 0 0 0 5.5 5.5L13.5 16.5M16 13l2.5-2.5A3.9 3.9 0 0 0 13 5l-2.5 2.5",
  camera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 10a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.600z",
  home: "M4 11.500 12 5l8 6.500M6.500 10v9h11v-9",
  aim: "M4 12h5M15 12h5M12 4v5M12 15v5M12 12h.01",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  sun: "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M5.3 18.700l1.4-1.400M17.3 6.700l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  play: "M7 4.5v15l12-7.5z",
  pause: "M8 5v14M16 5v14",
  download: "M12 4v11M7.5 10.5 12 15l4.5-4.5M4.5 19.5h15",
  folder: "M3.5 7.5V18a1.5 1.5 0 0 0 1.5 1.5h14a1.5 1.5 0 0 0 1.5-1.5V9A1.5 1.5 0 0 0 19 7.5h-7L10 5H5A1.5 1.5 0 0 0 3.5 6.5z",
  chevron: "M9 5.5 15.5 12 9 18.5",
  layers: "M12 4 3 9l9 5 9-5zM3 14l9 5 9-5",
  help: "M9 9a3 3 0 1 1 4.3 2.700c-.9.5-1.3 1-1.3 2.300M12 17.5h.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
  info: "M12 11v6M12 7.5h.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
  warn: "M12 4 2.5 20h19zM12 10v5M12 17.5h.01",
  split: "M4 5h16v14H4zM12 5v14",
} as const;

/** Buttons of which one is pressed. */
export function segmented<T extends string>(
  label: string, choices: readonly (readonly [T, string])[], get: () => T, pick: (value: T) => void,
): { element: HTMLElement; update: () => void } {
  const buttons = choices.map(([value, text]) =>
    h("button", { type: "button", "data-value": value, onclick: () => pick(value) }, text));
  const update = (): void => buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.value === get())));
  update();
  return { element: h("div", { class: "segmented", role: "group", "aria-label": label }, buttons), update };
}

export interface Slider { element: HTMLElement; input: HTMLInputElement; set: (value: number) => void }

export function slider(
  label: string, low: number, high: number, step: number, say: (value: number) => string, move: (value: number) => void,
): Slider {
  const output = h("output", {}, "");
  const input = h("input", { type: "range", min: low, max: high, step, "aria-label": label });
  const show = (): void => {
    const value = Number(input.value);
    write(output, say(value));
    input.setAttribute("aria-valuetext", shown(say(value)));
    const zero = low < 0 && high > 0 ? (0 - low) / (high - low) : 0;
    const at = (value - low) / (high - low);
    input.style.setProperty("--from", `${100 * Math.min(zero, at)}%`);
    input.style.setProperty("--to", `${100 * Math.max(zero, at)}%`);
  };
  input.addEventListener("input", () => { show(); move(Number(input.value)); });
  return {
    element: h("label", { class: "slider" }, h("span", { class: "slider-head" }, h("span", {}, label), output), input),
    input,
    set: (value) => { input.value = String(value); show(); },
  };
}
