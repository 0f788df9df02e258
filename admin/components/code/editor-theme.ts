import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The colours of both themes, by the page's tokens. */
const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operator, tags.operatorKeyword, tags.bool, tags.null], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.attributeValue], color: "var(--code-string)" },
  { tag: [tags.number, tags.literal], color: "var(--code-number)" },
  {
    tag: [tags.propertyName, tags.variableName, tags.typeName, tags.tagName, tags.attributeName],
    color: "var(--code-name)",
  },
  { tag: [tags.comment, tags.meta], color: "var(--code-comment)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--danger)" },
]);

export function editorTheme(isOneLine: boolean): Extension {
  // As high as inputs, without the border.
  const least = isOneLine ? "var(--code-min, calc(var(--control) - 2px))" : "var(--code-min, 32px)";
  return [
    syntaxHighlighting(highlight),
    EditorView.theme({
      "&": {
        color: "var(--text)",
        fontSize: "var(--text-sm)",
        minHeight: least,
        maxHeight: "var(--code-max, none)",
      },
      "&.cm-focused": { outline: "none" },
      ".cm-scroller": {
        fontFamily: "var(--mono)",
        lineHeight: "1.55",
        minHeight: least,
        overflow: isOneLine ? "hidden" : "auto",
        alignItems: isOneLine ? "center !important" : "flex-start !important",
      },
      ".cm-content": { padding: isOneLine ? "6px 0" : "8px 0", caretColor: "var(--text)" },
      ".cm-line": { padding: "0 10px" },
      ".cm-cursor": { borderLeftColor: "var(--text)" },
      ".cm-placeholder": { color: "var(--muted)", fontFamily: "var(--font)" },
      ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
        background: "color-mix(in srgb, var(--accent) 24%, transparent)",
      },
      ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--accent) 14%, transparent)" },
      "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent)" },
      ".cm-gutters": { backgroundColor: "transparent", borderRight: "1px solid var(--line)", color: "var(--muted)" },
      ".cm-tooltip": {
        border: "1px solid var(--line)",
        borderRadius: "8px",
        backgroundColor: "var(--surface)",
        boxShadow: "var(--shadow)",
        color: "var(--text)",
        overflow: "hidden",
        zIndex: "60",
      },
      ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "none" },
      ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 10px", lineHeight: "1.5" },
      ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
        backgroundColor: "var(--accent-soft)",
        color: "var(--text)",
      },
      ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent-strong)", fontWeight: "600" },
      ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal", fontFamily: "var(--font)" },
      ".cm-diagnostic": { padding: "6px 10px", fontFamily: "var(--font)", borderLeftWidth: "3px" },
      ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--text)", borderColor: "var(--line)" },
    }),
  ];
}
