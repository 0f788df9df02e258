/** A page of the docs, as the list in docs/README.md names it. */
export interface ContentsPage {
  /** The last part of its address and the name of its file: `rules` is docs/rules.md at `/_/docs/rules`. */
  readonly name: string;
  readonly title: string;
}

export interface ContentsSection {
  readonly title: string;
  readonly pages: readonly ContentsPage[];
}

/** The page at `/_/docs/`, docs/README.md. */
export const FIRST_PAGE = "README";

const LINE = /^(?:## (?<section>.+)|- \[(?<title>[^\]]+)\]\(\.\/(?<name>[\w-]+)\.md\).*)$/gm;

/** Reads the sections and pages from the headings and lists of docs/README.md, so that there is one list for readers of either form. */
export function parseContents(readme: string): ContentsSection[] {
  const sections: { title: string; pages: ContentsPage[] }[] = [];
  for (const { groups = {} } of readme.matchAll(LINE)) {
    const { section, title, name } = groups;
    if (section !== undefined) sections.push({ title: section, pages: [] });
    if (title !== undefined && name !== undefined) sections.at(-1)?.pages.push({ name, title });
  }
  return sections.filter(({ pages }) => pages.length > 0);
}
