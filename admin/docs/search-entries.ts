/** A part of a page under one heading. */
export interface SearchEntry {
  readonly page: string;
  readonly href: string;
  readonly title: string;
  readonly text: string;
}

export interface SearchResult {
  readonly entry: SearchEntry;
  /** Some words around the first that was found. */
  readonly excerpt: string;
}

const MAX_RESULTS = 20;
const EXCERPT_BEFORE = 40;
const EXCERPT_LENGTH = 160;
/** A word in a heading says more of a section than one in its text, and the title of a page most of all. */
const PAGE_SCORE = 6;
const TITLE_SCORE = 4;
const TEXT_SCORE = 1;
/** For words that begin as the query's, and not just hold it. */
const START_FACTOR = 2;

/** The sections that hold all words of the query, best first. */
export function searchEntries(entries: readonly SearchEntry[], query: string): SearchResult[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return entries
    .map((entry) => ({ entry, score: scoreEntry(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_RESULTS)
    .map(({ entry }) => ({ entry, excerpt: excerptOf(entry.text, words) }));
}

function scoreEntry(entry: SearchEntry, words: readonly string[]): number {
  let total = 0;
  for (const word of words) {
    const score =
      PAGE_SCORE * match(entry.page, word) +
      TITLE_SCORE * match(entry.title, word) +
      TEXT_SCORE * match(entry.text, word);
    if (score === 0) return 0;
    total += score;
  }
  return total;
}

function match(text: string, word: string): number {
  const lower = text.toLowerCase();
  const at = lower.indexOf(word);
  if (at === -1) return 0;
  return lower.startsWith(word) || lower.includes(` ${word}`) ? START_FACTOR : 1;
}

function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const found = words.map((word) => lower.indexOf(word)).filter((at) => at !== -1);
  const start = Math.max(0, Math.min(...found, text.length) - EXCERPT_BEFORE);
  const begin = found.length === 0 ? 0 : start;
  const part = text.slice(begin, begin + EXCERPT_LENGTH);
  return `${begin > 0 ? "…" : ""}${part}${begin + EXCERPT_LENGTH < text.length ? "…" : ""}`;
}
