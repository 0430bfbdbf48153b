/** Writes `licenses.txt` into the built page: every package that is in it, with version and the words of its licence. */

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

const LICENCE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;
const HEAD = "The page of Dorsum contains the following packages, under the terms that stand below each name.\n";

/** The folder of the package that a module lies in; null for a module of the page itself or of the tool that joins them. */
function packageOf(module) {
  if (!module.includes("/node_modules/") || module.startsWith("\0")) return null;
  let folder = dirname(module.split("?")[0]);
  const named = () => existsSync(join(folder, "package.json")) && "version" in JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  while (!named()) folder = dirname(folder);
  return folder;
}

function terms(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => LICENCE.test(file)).sort();
  if (!files.length) throw new Error(`${name} ${version} is in the page but has no licence file in ${folder}`);
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  return `${"=".repeat(80)}\n${name} ${version} (${license})\n\n${texts.join("\n\n")}\n`;
}

export const licences = () => ({
  name: "licences",
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((part) => (part.type === "chunk" ? part.moduleIds : []));
    const folders = new Set(modules.map(packageOf).filter((folder) => folder !== null));
    this.emitFile({ type: "asset", fileName: "licenses.txt", source: [HEAD, ...[...folders].map(terms).sort()].join("\n") });
  },
});
