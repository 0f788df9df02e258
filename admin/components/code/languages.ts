import type { SQLNamespace } from "@codemirror/lang-sql";
import type { Extension } from "@codemirror/state";

/** Each language is loaded with the first editor that needs it. */
export async function loadJson(): Promise<Extension> {
  const [{ json, jsonParseLinter }, { linter }] = await Promise.all([
    import("@codemirror/lang-json"),
    import("@codemirror/lint"),
  ]);
  const parse = jsonParseLinter();
  // An empty text is no value rather than a mistake.
  return [json(), linter((view) => (view.state.doc.toString().trim() === "" ? [] : parse(view)))];
}

export async function loadHtml(): Promise<Extension> {
  const { html } = await import("@codemirror/lang-html");
  return html();
}

/** With completion of keywords, and of the tables and columns of `schema`. */
export async function loadSql(schema: SQLNamespace = {}): Promise<Extension> {
  const { SQLite, sql } = await import("@codemirror/lang-sql");
  return sql({ dialect: SQLite, schema, upperCaseKeywords: true });
}

/** Of rules and filters. */
export async function loadFilter(): Promise<Extension> {
  const { filterLanguage } = await import("./filter-language.ts");
  return filterLanguage();
}
