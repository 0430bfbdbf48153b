/** What documents and textbooks say of the pulled muscle, and what the model finds: where they part comes first. */

import type { DocumentClaim, MuscleClaims, Tested } from "../types";
import { h } from "./dom";

const TEXTBOOKS: Record<Tested["textbooks"], [string, string]> = {
  true: ["say so", "agrees"], false: ["deny it", "contradicted"], disputed: ["dispute it", "imprecise"],
};
const parts = (claim: DocumentClaim): boolean => claim.tests.some((test) => test.differs);

export function said(claims: MuscleClaims): HTMLElement[] {
  const put = claims.documents.filter((claim) => claim.tests.length);
  const other = claims.documents.filter((claim) => !claim.tests.length);
  const hint = `Model: judged once for ${claims.judged_for}. Not for the activation chosen above.`;
  const found = [
    folded("What documents say it does", put.map(ofDocument), put.filter(parts).length, hint),
    folded("What only textbooks say it does", claims.textbooks.map(ofTextbooks), claims.textbooks.filter((t) => t.differs).length, hint),
    folded("What else documents say", other.map(ofDocument), 0, "Neither movements nor shares of load: the model is not asked."),
  ];
  return found.some(Boolean) ? found.filter((element) => element !== null) : [h("p", { class: "hint" }, "No document or textbook read says what it does.")];
}

function folded(title: string, items: HTMLElement[], differing: number, hint: string): HTMLElement | null {
  if (!items.length) return null;
  const note = differing > 0 && h("span", { class: "badge", "data-differs": true, title: "Where textbooks and the model part" }, `${differing} ${differing > 1 ? "differ" : "differs"}`);
  return h("details", {}, h("summary", {}, `${title} (${items.length})`, note), h("p", { class: "hint" }, hint), h("ul", { class: "claims" }, items));
}

function ofDocument(claim: DocumentClaim): HTMLElement {
  return h("li", { "data-differs": String(parts(claim)) }, h("p", {}, claim.statement),
    h("span", { class: "badge", "data-verdict": claim.verdict }, `Textbooks: ${claim.verdict}`),
    h("small", {}, [claim.title, claim.note].filter(Boolean).join(" — ")),
    claim.tests.length > 0 && h("ul", { class: "tests" }, claim.tests.map((test) => h("li", {}, model(test), h("small", {}, test.statement), ...found(test)))));
}

function ofTextbooks(test: Tested): HTMLElement {
  const [words, verdict] = TEXTBOOKS[test.textbooks];
  return h("li", { "data-differs": String(test.differs) }, h("p", {}, test.statement),
    h("div", { class: "verdicts" }, h("span", { class: "badge", "data-verdict": verdict }, `Textbooks: ${words}`), model(test)), ...found(test));
}

const model = (test: Tested): HTMLElement => h("span", { class: "badge", "data-model": test.model, "data-differs": test.differs }, `Model: ${test.model}`);

/** What was found or why it was not tested, and why it differs. */
function found(test: Tested): HTMLElement[] {
  return [h("small", {}, test.found), ...(test.cause ? [h("small", {}, `Why: ${test.cause}`)] : [])];
}
