/** The token of the server: given once, kept by the browser as a cookie that no script can read, and in no address. */

import { ServerProblem, giveToken } from "./api";
import { h, write } from "./ui/dom";

/** Takes the token out of the address, where somebody put it there, and gives it to the server. */
export async function enter(): Promise<void> {
  const hash = new URLSearchParams(location.hash.slice(1)), query = new URLSearchParams(location.search);
  const token = hash.get("token") ?? query.get("token");
  if (token === null) return;
  hash.delete("token");
  query.delete("token");
  const rest = (mark: string, words: URLSearchParams): string => words.toString() && mark + words.toString();
  history.replaceState(null, "", location.pathname + rest("?", query) + rest("#", hash));
  await giveToken(token).catch(() => undefined); // a wrong one: the page asks for it
}

/** Asks for the token in place of the page. */
export function gate(): HTMLElement {
  const token = h("input", { type: "password", id: "token", autocomplete: "current-password", required: "" });
  const said = h("p", { role: "alert" });
  const give = async (event: Event): Promise<void> => {
    event.preventDefault();
    write(said, "");
    try {
      await giveToken(token.value.trim());
      location.reload();
    } catch (error) {
      const wrong = error instanceof ServerProblem && error.problem.status === 401;
      write(said, wrong ? "That is not the token." : error instanceof Error ? error.message : String(error));
      token.select();
    }
  };
  requestAnimationFrame(() => token.focus());
  return h("form", { class: "gate", "aria-label": "The token of this server", onsubmit: (event: Event) => void give(event) },
    h("p", {}, "This server lets in who has its token: the person who started it knows it."),
    h("label", { for: "token" }, "Token"), token, h("button", { type: "submit" }, "Show the back"), said);
}
