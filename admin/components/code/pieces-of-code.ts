import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";
import { parser } from "@lezer/javascript";

const highlighter = tagHighlighter([
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null], class: "code-keyword" },
  { tag: tags.string, class: "code-string" },
  { tag: tags.number, class: "code-number" },
  { tag: [tags.propertyName, tags.definition(tags.variableName)], class: "code-name" },
  { tag: tags.comment, class: "code-comment" },
]);

/** JavaScript, or what looks much like it, in pieces with the class of each; most have none. */
export function piecesOfCode(code: string): { text: string; look: string }[] {
  const pieces: { text: string; look: string }[] = [];
  const put = (text: string, look: string): void => void pieces.push({ text, look });
  highlightCode(code, parser.parse(code), highlighter, put, () => put("\n", ""));
  return pieces;
}
