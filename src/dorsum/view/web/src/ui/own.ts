/** Opening files of one's own, tasks and recordings: by a button, or dropped anywhere on the page. */

import type { App } from "../app";
import { TAKEN } from "../files";
import type { Loads } from "../load";
import { h, icon } from "./dom";

const SEVERAL = 2; // files that can be shown at once: one and the one beside it

/** A button that opens files; `told` hears the fault of the last ones, empty if there was none. */
export function opener(app: App, loads: Loads, told: (fault: string) => void): HTMLElement {
  const open = (files: Iterable<File>): void => void take(app, loads, [...files].slice(0, SEVERAL), told);
  const input = h("input", { type: "file", id: "task-file", accept: TAKEN, multiple: true, hidden: true, "aria-label": "Task files and recordings" });
  input.addEventListener("change", () => { open(input.files ?? []); input.value = ""; });
  document.body.append(dropping(open));
  return h("span", {}, input, h("button", {
    type: "button", class: "quiet", title: "A task file (TOML) or recorded motion (.mot, .sto, .trc, .c3d, .bvh); it can also be dropped on the page", onclick: () => input.click(),
  }, icon("folder"), "Open file"));
}

async function take(app: App, loads: Loads, files: readonly File[], told: (fault: string) => void): Promise<void> {
  if (!files.length) return;
  app.store.set({ mode: "load" });
  try {
    const [first, second] = await Promise.all(files.map((file) => loads.own.open(file)));
    told("");
    app.store.set({ task: first!.id, time: 0, ...(second ? { versus: second.id } : {}) });
    app.announce(`${first!.info.title} opened`);
    for (const own of [first, second]) void own?.recording?.recognise().then(() => loads.onChange());
    await loads.update(); // a file may have changed under its name
  } catch (error) {
    told((error as Error).message);
  }
}

/** What is shown while files are held over the page. */
function dropping(open: (files: Iterable<File>) => void): HTMLElement {
  const cover = h("div", { class: "drop", hidden: true, "aria-hidden": "true" }, h("p", {}, icon("folder"), "Drop a task file or recorded motion to analyse it, or two to compare them"));
  const files = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragover", (event) => { if (files(event)) { event.preventDefault(); cover.hidden = false; } });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) cover.hidden = true; });
  addEventListener("drop", (event) => {
    cover.hidden = true;
    if (!files(event)) return;
    event.preventDefault();
    open(event.dataTransfer!.files);
  });
  return cover;
}
