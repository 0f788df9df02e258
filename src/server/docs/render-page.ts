import { highlight } from "./highlight-code.ts";

export interface Heading {
  readonly level: number;
  readonly id: string;
  /** As HTML. */
  readonly html: string;
}

/** A part of a page under one heading, for the search. */
export interface PageSection {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export interface RenderedPage {
  readonly title: string;
  readonly html: string;
  readonly headings: readonly Heading[];
  readonly sections: readonly PageSection[];
}

const CODE = /<pre><code(?: class="language-([\w-]+)")?>([\s\S]*?)<\/code><\/pre>/g;
const HEADING = /<h([1-6]) id="([^"]*)">([\s\S]*?)<\/h\1>/g;
const NOTE = /<blockquote>\n<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\n/g;
/** What the tests of the docs run unseen, and notes for writers. */
const COMMENT = /<!--[\s\S]*?-->\n?/g;
const TAG = /<[^>]*>/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };

/** Renders a page of docs/, written in GitHub's Markdown, as HTML for `/_/docs/`. */
export function renderPage(markdown: string): RenderedPage {
  const html = Bun.markdown.html(markdown.replace(COMMENT, ""), { headings: { ids: true }, autolinks: { url: true } });
  const headings = [...html.matchAll(HEADING)].map(([, level, id = "", text = ""]) => ({
    level: Number(level),
    id,
    html: text,
  }));
  return {
    title: plainText(headings[0]?.html ?? ""),
    html: link(html)
      .replace(NOTE, (_, kind: string) => `<blockquote class="docs-note docs-${kind.toLowerCase()}">\n<p>`)
      .replace(CODE, (_, language = "text", code = "") => codeBlock(decode(code), language))
      .replace(HEADING, (...[, level, id, text]: string[]) => headingLink(level ?? "", id ?? "", text ?? ""))
      // A wide table scrolls by itself; the keyboard reaches it, too.
      .replaceAll("<table>", '<div class="docs-table" tabindex="0" role="group" aria-label="Table"><table>')
      .replaceAll("</table>", "</table></div>"),
    headings: headings.filter(({ level }) => level === 2 || level === 3),
    sections: splitSections(html),
  };
}

/** Pages are named without the ending that their files have, and what lies outside the folder is part of the repository. */
function link(html: string): string {
  return html
    .replace(/href="\.\/README\.md/g, 'href="./')
    .replace(/href="\.\/([\w-]+)\.md/g, 'href="./$1')
    .replace(/<a href="(https?:[^"]*)"/g, '<a href="$1" rel="noreferrer"');
}

function codeBlock(code: string, language: string): string {
  const copy = '<button class="docs-copy" type="button" data-action="copy" hidden>Copy</button>';
  return `<div class="docs-code">${copy}<pre tabindex="0"><code>${highlight(code, language)}</code></pre></div>`;
}

function headingLink(level: string, id: string, html: string): string {
  if (level === "1") return `<h1>${html}</h1>`;
  const label = `Link to “${Bun.escapeHTML(plainText(html))}”`;
  return `<h${level} id="${id}">${html} <a class="docs-anchor" href="#${id}" aria-label="${label}">#</a></h${level}>`;
}

function splitSections(html: string): PageSection[] {
  const starts = [...html.matchAll(HEADING)];
  return starts.map((match, index) => {
    const [whole, , id = "", title = ""] = match;
    const end = starts[index + 1]?.index ?? html.length;
    const text = plainText(html.slice(match.index + whole.length, end));
    return { id: index === 0 ? "" : id, title: plainText(title), text };
  });
}

function plainText(html: string): string {
  return decode(html.replace(TAG, " ")).replace(/\s+/g, " ").trim();
}

function decode(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}
