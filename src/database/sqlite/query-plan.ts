/** A line of `EXPLAIN QUERY PLAN`. */
export interface PlanRow {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}

/** A loop over a table, or a sort. */
export type PlanStep =
  | {
      readonly kind: "scan" | "search" | "build";
      /** The alias in small letters. */
      readonly alias: string;
      /** The index that it goes along; null: none. */
      readonly index: string | null;
    }
  | { readonly kind: "sort" };

const LOOP = /^(SCAN|SEARCH) (\S+)(.*)$/;
const INDEX = / USING (?:COVERING )?INDEX (.+?)(?: \(.*\))?(?: LEFT-JOIN| EXISTS)?$/;
const SORT = /^USE TEMP B-TREE FOR (?:.* )?ORDER BY$/;

/** Steps without an influence of indexes are left out: table functions, constant rows, subqueries as such. */
export function planSteps(rows: readonly PlanRow[]): PlanStep[] {
  return rows.flatMap(({ detail }): PlanStep[] => {
    if (SORT.test(detail)) return [{ kind: "sort" }];
    const [, verb, name = "", rest = ""] = LOOP.exec(detail) ?? [];
    if (verb === undefined || name.startsWith("(") || name === "CONSTANT" || rest.includes(" VIRTUAL TABLE "))
      return [];
    const alias = name.toLowerCase();
    if (rest.includes(" USING AUTOMATIC ")) return [{ kind: "build", alias, index: null }];
    const index = INDEX.exec(rest)?.[1] ?? null;
    return [{ kind: verb === "SCAN" ? "scan" : "search", alias, index }];
  });
}

/** The names of the indexes that a plan uses, sorted; those that SQLite made for a key are left out. */
export function indexesOf(steps: readonly PlanStep[]): string[] {
  const names = steps.flatMap((step) => (step.kind === "sort" || step.index === null ? [] : [step.index]));
  return [...new Set(names)].filter((name) => !name.startsWith("sqlite_autoindex_")).sort();
}

/** For people: a line a step, indented below the one that it is a part of. */
export function planText(rows: readonly PlanRow[]): string {
  const depths = new Map<number, number>();
  return rows
    .map(({ id, parent, detail }) => {
      const depth = (depths.get(parent) ?? -1) + 1;
      depths.set(id, depth);
      return "  ".repeat(depth) + detail;
    })
    .join("\n");
}
