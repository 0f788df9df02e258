import { classHighlighter, highlightCode } from "@lezer/highlight";
import { parser } from "@lezer/javascript";

const typescript = parser.configure({ dialect: "ts jsx" });
const json = parser.configure({ top: "SingleExpression" });
const PARSERS: Readonly<Record<string, typeof parser>> = {
  ts: typescript,
  tsx: typescript,
  js: typescript,
  jsx: typescript,
  json,
};
/** What the docs' style colours; anything else needs no element of its own. */
const COLOURED = /\btok-(?:keyword|bool|string2?|number|atom|typeName|propertyName|comment)\b/;
/** Languages whose comments begin with `#`; the rest of them stays plain. */
const HASH_COMMENTS = /(?<=^|\s)#.*$/gm;
const WITH_HASH_COMMENTS = new Set(["sh", "yaml", "ini", "nginx", "caddy", "dockerfile"]);

/** Returns code as HTML, with spans of the classes of Lezer's `classHighlighter` (`tok-keyword`, …). Unknown languages stay plain. */
export function highlight(code: string, language: string): string {
  const known = PARSERS[language];
  if (known === undefined) {
    const escaped = Bun.escapeHTML(code);
    if (!WITH_HASH_COMMENTS.has(language)) return escaped;
    return escaped.replace(HASH_COMMENTS, '<span class="tok-comment">$&</span>');
  }
  let html = "";
  highlightCode(
    code,
    known.parse(code),
    classHighlighter,
    (text, classes) => {
      const escaped = Bun.escapeHTML(text);
      const [colour] = COLOURED.exec(classes) ?? [];
      html += colour === undefined ? escaped : `<span class="${colour}">${escaped}</span>`;
    },
    () => (html += "\n"),
  );
  return html;
}
