/**
 * A block of code in a page that the tests do something with. The words after its language say what, and code hosts and the docs
 * don't show them:
 * - `file=plugins/a.ts`: the reader saves it under this name; a plugin is loaded by a new start of the server;
 * - `run`: the reader runs it, a shell command as it is, a file with Bun; it must exit with 0;
 * - `fails`: as `run`, but it must exit with another number;
 * - `output`: what the command before it prints, where `…` stands for anything;
 * - `serve`: the reader starts the server by it, which has happened already.
 * A comment `<!-- sh run … -->` is a block that readers don't see.
 */
export interface PageBlock {
  readonly language: string;
  readonly kind: "file" | "run" | "fails" | "output" | "serve";
  /** Null where it is not saved. */
  readonly file: string | null;
  readonly code: string;
  /** Of its first line, counted from 1. */
  readonly line: number;
}

const BLOCK = /^( *)```(\w+) +([^\n]+)\n([\s\S]*?)^ *```$|^<!-- (\w+) +(run|fails)\n([\s\S]*?)^-->$/gm;
const KINDS = ["run", "fails", "output", "serve"] as const;

/** The blocks of a page that have words after their language, in order. Throws at a word that means nothing. */
export function parseBlocks(markdown: string): PageBlock[] {
  return [...markdown.matchAll(BLOCK)].map((match) => {
    const [, indent = "", shown, shownWords, shownCode = "", hidden, hiddenWords, hiddenCode = ""] = match;
    const line = markdown.slice(0, match.index).split("\n").length;
    const words = (shownWords ?? hiddenWords ?? "").split(/\s+/);
    const file = words.find((word) => word.startsWith("file="))?.slice("file=".length) ?? null;
    const kind = KINDS.find((known) => words.includes(known)) ?? (file === null ? null : "file");
    const isKnown = words.every((word) => word.startsWith("file=") || KINDS.some((known) => known === word));
    if (kind === null || !isKnown)
      throw new Error(`line ${line}: unknown words after the language: ${words.join(" ")}`);
    const code = (shownCode || hiddenCode).replaceAll(new RegExp(`^${indent}`, "gm"), "");
    return { language: shown ?? hidden ?? "", kind, file, code, line };
  });
}

/** Whether a text is what a page says, in which `…` stands for any text. */
export function matchesOutput(text: string, expected: string): boolean {
  const pattern = expected.trim().split("…").map(escapePattern).join("[\\s\\S]*?");
  return new RegExp(`^${pattern}$`).test(text.trim());
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
