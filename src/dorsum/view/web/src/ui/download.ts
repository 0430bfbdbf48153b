/** What can be taken away: numbers, the task, a picture. */

import { postFile } from "../api";
import type { App } from "../app";
import type { Loads } from "../load";
import type { RecordingFormat } from "../recordings";
import { h, icon } from "./dom";

const FORMATS = [
  ["csv", "CSV", "Loads of the discs and muscle forces, as a table"],
  ["json", "JSON", "The whole result"],
  ["toml", "Task", "The task as a file (TOML) for dorsum analyze"],
  ["html", "Report", "What was found in the recording, to read"],
] as const;
type Format = (typeof FORMATS)[number][0];
/** What there is of a recording alone, and of all else alone. */
const OF_RECORDINGS = "html", OF_TASKS = "toml";
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
  const take = async (format: Format): Promise<void> => {
    try {
      for (const place of app.state.versus ? [0, 1] as const : [0] as const) {
        const recording = loads.recordingOf(place);
        if (format === (recording ? OF_TASKS : OF_RECORDINGS)) continue;
        const file = await (recording ? recording.result(app.state.subject, format as RecordingFormat) : postFile("result", { ...loads.question(place), format }));
        save(file.content, file.name);
      }
    } catch (error) {
      app.announce((error as Error).message);
    }
  };
  const buttons = FORMATS.map(([format, text, title]) => h("button", { type: "button", class: "quiet", title, onclick: () => void take(format) }, icon("download"), text));
  const sync = (): void => {
    const shown = (app.state.versus ? [0, 1] as const : [0] as const).map((place) => loads.recordingOf(place) !== undefined);
    FORMATS.forEach(([format], i) => { buttons[i]!.hidden = format === OF_RECORDINGS ? !shown.includes(true) : format === OF_TASKS && !shown.includes(false); });
  };
  app.store.listen(sync);
  sync();
  return h("div", { class: "bar downloads", role: "group", "aria-label": "Download" }, buttons,
  h("button", { type: "button", class: "quiet", title: "A picture of what is shown", onclick: () => void picture(app) }, icon("camera"), "PNG"));
}

export async function picture(app: App): Promise<void> {
  save(await app.stage.picture(), "dorsum.png");
}
