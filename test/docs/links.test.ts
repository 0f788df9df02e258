// Every link of the texts at the top and in docs/ leads somewhere, as a file for code hosts and as a page of the program.
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { FIRST_PAGE, parseContents } from "../../src/server/docs/contents.ts";
import { renderPage } from "../../src/server/docs/render-page.ts";

const ROOT = resolve(import.meta.dir, "../..");
const texts = ["*.md", "docs/*.md"].flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(ROOT)]).sort();
const rendered = new Map<string, ReturnType<typeof renderPage>>();
for (const text of texts) rendered.set(text, renderPage(await Bun.file(join(ROOT, text)).text()));

for (const [name, { html, title }] of rendered) {
  test(`${name} has a title, and its links lead somewhere`, () => {
    expect(title).not.toBe("");
    const dead = [...html.matchAll(/ (?:href|src)="([^"]*)"/g)].filter(([, link = ""]) => !leadsSomewhere(name, link));
    expect(dead.map(([, link]) => link)).toEqual([]);
  });
}

test("the list in docs/README.md names every page once", async () => {
  const sections = parseContents(await Bun.file(join(ROOT, "docs/README.md")).text());
  const listed = sections.flatMap(({ pages }) => pages.map((page) => page.name));
  const files = texts.filter((text) => dirname(text) === "docs").map((text) => basename(text, ".md"));
  expect(listed.toSorted()).toEqual(files.filter((file) => file !== FIRST_PAGE).toSorted());
});

function leadsSomewhere(from: string, link: string): boolean {
  if (/^(https?|mailto):/.test(link)) return true;
  const [path = "", anchor] = link.split("#");
  const isPage = from.startsWith("docs/");
  const target = path === "" ? from : pageFile(join(dirname(from), path), isPage);
  if (!existsSync(join(ROOT, target))) return false;
  // The program has the pages and their pictures alone: what else the repository holds has its address on the code host.
  if (isPage && !(target.startsWith("docs/") && (rendered.has(target) || target.startsWith("docs/images/"))))
    return false;
  return anchor === undefined || (rendered.get(target)?.html.includes(` id="${anchor}"`) ?? false);
}

/** Rendered links have no ending within docs/. */
function pageFile(path: string, isPage: boolean): string {
  if (!isPage || path.includes(".")) return path;
  return path === "docs" || path === "docs/" ? "docs/README.md" : `${path}.md`;
}
