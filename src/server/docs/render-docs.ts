// Makes the pages at `/_/docs/` of the Markdown files in docs/. Builds do it once and put the result into the program; from source the
// first reader waits for it. Only `bundle-dashboard.ts` calls it, with the template that the dashboard's bundler has made of
// admin/docs.html, so that the pages share its styles.
import { join } from "node:path";
import type { DashboardFile } from "../dashboard-file.ts";
import { type ContentsPage, type ContentsSection, FIRST_PAGE, parseContents } from "./contents.ts";
import { type RenderedPage, renderPage } from "./render-page.ts";

/** The folder below `/_/` that the pages are in. */
const FOLDER = "docs/";

/**
 * Returns the pages, the index of the search and the pictures. Rejects where a file that the list in docs/README.md names is missing.
 * @param template admin/docs.html after bundling.
 */
export async function renderDocs(folder: string, template: string): Promise<DashboardFile[]> {
  const readme = await Bun.file(join(folder, `${FIRST_PAGE}.md`)).text();
  const sections = parseContents(readme);
  const first = renderPage(readme);
  const pages: ContentsPage[] = [{ name: "", title: first.title }, ...sections.flatMap(({ pages: listed }) => listed)];
  const rendered = new Map([["", first]]);
  await Promise.all(
    pages.slice(1).map(async ({ name }) => {
      rendered.set(name, renderPage(await Bun.file(join(folder, `${name}.md`)).text()));
    }),
  );
  const frame = template.replace(/(href|src)="\.\/(?=[\w-]+\.(?:css|js|svg)")/g, '$1="../');
  const files = pages.map((page, index): DashboardFile => {
    const { title, html, headings } = rendered.get(page.name) ?? first;
    const text = fill(frame, {
      title: Bun.escapeHTML(page.name === "" ? "Baobox docs" : `${title} · Baobox docs`),
      pages: pageList(sections, page.name),
      article: html,
      neighbours: neighbours(pages[index - 1], pages[index + 1]),
      headings: headingList(headings),
    });
    return { name: FOLDER + page.name, type: "text/html;charset=utf-8", text };
  });
  return [...files, searchIndex(pages, rendered), ...(await pictures(join(folder, "images")))];
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

function pageList(sections: readonly ContentsSection[], current: string): string {
  const item = ({ name, title }: ContentsPage): string =>
    `<li><a href="./${name}"${name === current ? ' aria-current="page"' : ""}>${Bun.escapeHTML(title)}</a></li>`;
  return sections
    .map(({ title, pages }) => `<h2>${Bun.escapeHTML(title)}</h2><ul>${pages.map(item).join("")}</ul>`)
    .join("");
}

function headingList(headings: RenderedPage["headings"]): string {
  if (headings.length < 2) return "";
  const items = headings.map(
    ({ level, id, html }) => `<li class="docs-level-${level}"><a href="#${id}">${html}</a></li>`,
  );
  return `<nav aria-label="On this page"><h2>On this page</h2><ul>${items.join("")}</ul></nav>`;
}

function neighbours(previous: ContentsPage | undefined, next: ContentsPage | undefined): string {
  const link = (page: ContentsPage | undefined, label: string): string =>
    page === undefined
      ? "<span></span>"
      : `<a href="./${page.name}"><span>${label}</span> ${Bun.escapeHTML(page.title)}</a>`;
  return link(previous, "Previous") + link(next, "Next");
}

function searchIndex(pages: readonly ContentsPage[], rendered: ReadonlyMap<string, RenderedPage>): DashboardFile {
  const entries = pages.flatMap(({ name, title }) =>
    (rendered.get(name)?.sections ?? []).map((section) => ({
      page: title,
      href: address(name, section.id),
      ...section,
    })),
  );
  return { name: `${FOLDER}search.json`, type: "application/json", text: JSON.stringify(entries) };
}

function address(name: string, id: string): string {
  return `./${name}${id === "" ? "" : `#${id}`}`;
}

async function pictures(folder: string): Promise<DashboardFile[]> {
  const names = await Array.fromAsync(new Bun.Glob("*.{png,webp,svg}").scan(folder)).catch(() => []);
  return Promise.all(
    names.map(async (name) => {
      const file = Bun.file(join(folder, name));
      return {
        name: `${FOLDER}images/${name}`,
        type: file.type,
        text: (await file.bytes()).toBase64(),
        encoding: "base64",
      };
    }),
  );
}
