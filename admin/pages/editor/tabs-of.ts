import { editorText } from "../../texts/editor/editor-text.ts";
import type { CollectionType } from "./draft.ts";

export type TabKey = "fields" | "rules" | "auth" | "oauth2" | "mails";

export function tabsOf(type: CollectionType): readonly { readonly key: TabKey; readonly label: string }[] {
  const { tabs } = editorText;
  const first = { key: "fields" as const, label: type === "view" ? tabs.query : tabs.fields };
  const rules = { key: "rules" as const, label: tabs.rules };
  if (type !== "auth") return [first, rules];
  return [
    first,
    rules,
    { key: "auth", label: tabs.auth },
    { key: "oauth2", label: tabs.oauth2 },
    { key: "mails", label: tabs.mails },
  ];
}

/** Where an error of the server is to be seen, by its path. */
export function tabOfError(path: string): TabKey {
  if (/template|\.subject$|\.body$/i.test(path)) return "mails";
  if (path.startsWith("oauth2")) return "oauth2";
  if (/^(list|view|create|update|delete|manage)Rule/.test(path)) return "rules";
  return /^(fields|indexes|viewQuery|name)/.test(path) ? "fields" : "auth";
}
