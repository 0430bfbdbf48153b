/** The search box: a combobox over all names. */

import type { App } from "../app";
import type { Found } from "../names";
import { tellPain } from "../pain";
import { placeOf } from "../places";
import { lookAtRegion } from "../regions";
import { h, icon, put } from "./dom";

export function search(app: App): HTMLElement {
  const list = h("ul", { id: "found", role: "listbox", "aria-label": "Muscles, bones, regions and places found", hidden: true });
  const input = h("input", {
    type: "search", id: "search", role: "combobox", placeholder: "Muscle, bone, pain", autocomplete: "off", spellcheck: "false",
    "aria-label": "Search muscles, bones, named regions and places where it hurts", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list",
  });
  let found: Found[] = [], at = -1;
  const mark = (next: number): void => {
    at = next;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (at >= 0) input.setAttribute("aria-activedescendant", `found-${at}`);
    else input.removeAttribute("aria-activedescendant");
    const id = found[at]?.id;
    app.hover(id ? app.names.fascicles(id) : []);
  };
  const close = (): void => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const take = (entry: Found | undefined): void => {
    if (!entry) return;
    input.value = "";
    close();
    if (entry.kind === "pain") { tellPain(app, placeOf(entry.id)); return; }
    app.select(entry.id, true);
    if (entry.kind === "region") void lookAtRegion(app).catch((error: Error) => app.announce(error.message));
  };
  const refresh = (): void => {
    found = app.names.search(input.value);
    put(list, ...found.map((entry, i) => h("li", {
      id: `found-${i}`, role: "option", "aria-selected": "false",
      onpointerdown: (event: PointerEvent) => { event.preventDefault(); take(entry); },
      onpointerenter: () => mark(i),
    }, h("span", { class: "found-name" }, entry.name, entry.kind === "muscle" ? "" : h("small", {}, entry.kind)),
    entry.also && h("span", { class: "found-also" }, entry.also))));
    if (!found.length && input.value.trim()) list.append(h("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "No muscle, bone, region or place has this name"));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(found.length ? 0 : -1);
  };
  input.addEventListener("input", refresh);
  input.addEventListener("focus", () => { if (input.value) refresh(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(Math.min(found.length - 1, at + 1));
    else if (event.key === "ArrowUp") mark(Math.max(0, at - 1));
    else if (event.key === "Enter") take(found[at]);
    else if (event.key === "Escape") { if (input.value) { input.value = ""; refresh(); close(); } else input.blur(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return h("div", { class: "search", role: "search" }, icon("search"), input, h("kbd", { "aria-hidden": "true" }, "/"), list);
}
