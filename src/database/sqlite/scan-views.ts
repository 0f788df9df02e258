import { type ScannedStatement, scanStatement } from "./statement-scan.ts";
import type { SchemaFacts, TableFacts } from "./table-facts.ts";

const MAX_VIEW_DEPTH = 5;
const MAX_TERMS = 500;

/** What a statement and the views in it compare: views are read as what they select from. */
export function withViews(scanned: ScannedStatement, facts: SchemaFacts): ScannedStatement {
  const tables = new Map(scanned.tables);
  const terms = [...scanned.terms];
  let views = viewsOf(scanned.tables, facts);
  let { hasExpressions, hasLists } = scanned;
  for (let depth = 0; depth < MAX_VIEW_DEPTH && views.length > 0; depth++) {
    const inner = views.map(([alias, view]) => ({
      alias,
      of: scanStatement(view.sql, (table) => facts.columnsOf(table)),
    }));
    for (const { alias, of } of inner) {
      for (const [name, table] of of.tables) if (!tables.has(name)) tables.set(name, table);
      terms.push(...of.terms);
      // A column of the view may be one of the same name of any of its tables.
      for (const term of terms.filter((one) => one.alias === alias)) {
        terms.push(...[...of.tables.keys()].filter((name) => name !== alias).map((name) => ({ ...term, alias: name })));
      }
      hasExpressions ||= of.hasExpressions;
      hasLists ||= of.hasLists;
    }
    views = inner.flatMap(({ of }) => viewsOf(of.tables, facts));
  }
  return { ...scanned, tables, terms: terms.slice(0, MAX_TERMS), hasExpressions, hasLists };
}

function viewsOf(tables: ReadonlyMap<string, string>, facts: SchemaFacts): [string, TableFacts][] {
  return [...tables].flatMap(([alias, name]): [string, TableFacts][] => {
    const found = facts.find(name);
    return found?.isView === true ? [[alias, found]] : [];
  });
}
