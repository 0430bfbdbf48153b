/** What can be taken away: numbers, the task, a picture. */

import { postFile } from "../api";
import type { App } from "../app";
import type { Loads } from "../load";
import { h, icon } from "./dom";

const FORMATS = [
  ["csv", "CSV", "Loads of the discs and muscle forces, as a table"],
  ["json", "JSON", "The whole result"],
  ["toml", "Task", "The task as a file (TOML) for dorsum analyze"],
] as const;
const KEPT_MS = 10_000; // until a download has begun for sure

/** Saves what an address holds under a name. */
function save(content: Blob, name: string): void {
  const href = URL.createObjectURL(content);
  const link = h("a", { href, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), KEPT_MS);
}

export function downloads(app: App, loads: Loads): HTMLElement {
  const take = async (format: string): Promise<void> => {
    try {
      for (const place of app.state.versus ? [0, 1] as const : [0] as const) {
        const file = await postFile("result", { ...loads.question(place), format });
        save(file.content, file.name);
      }
    } catch (error) {
      app.announce((error as Error).message);
    }
  };
  return h("div", { class: "bar downloads", role: "group", "aria-label": "Download" }, FORMATS.map(([format, text, title]) =>
    h("button", { type: "button", class: "quiet", title, onclick: () => void take(format) }, icon("download"), text)),
  h("button", { type: "button", class: "quiet", title: "A picture of what is shown", onclick: () => void picture(app) }, icon("camera"), "PNG"));
}

export async function picture(app: App): Promise<void> {
  save(await app.stage.picture(), "dorsum.png");
}
