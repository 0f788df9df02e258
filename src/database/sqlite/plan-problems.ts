import type { Obstacle, PlanProblem } from "../statement-watch.ts";
import type { PlanStep } from "./query-plan.ts";
import type { ScannedStatement } from "./statement-scan.ts";

/** Those that are scanned or sorted. */
export function aliasesInTrouble(steps: readonly PlanStep[], { tables, order }: ScannedStatement): ReadonlySet<string> {
  const aliases = steps.flatMap((step) => (step.kind === "scan" || step.kind === "build" ? [step.alias] : []));
  const isSorted = steps.some(({ kind }) => kind === "sort");
  const sortedBy = isSorted && typeof order !== "string" ? order.map(({ alias }) => alias) : [];
  return new Set([...aliases, ...sortedBy].filter((alias) => tables.has(alias)));
}

/** Those by whose columns the statement could begin with fewer rows. */
export function comparedAliases({ terms }: ScannedStatement): string[] {
  return terms.flatMap(({ alias, column, kind }) => (kind === "pattern" || column === "id" ? [] : [alias]));
}

/** A scan along an index that nothing but the order asks for ends at the limit of the page. */
export function problemsOf(
  steps: readonly PlanStep[],
  { tables, terms, order, ...scanned }: ScannedStatement,
): PlanProblem[] {
  const problems = steps.flatMap((step): PlanProblem[] => {
    if (step.kind === "sort") {
      const sortedBy = typeof order === "string" ? [] : [...new Set(order.map(({ alias }) => tables.get(alias)))];
      return [{ kind: "sort", table: sortedBy.length === 1 ? (sortedBy[0] ?? null) : null }];
    }
    if (step.kind === "search" || !tables.has(step.alias)) return [];
    const hasTerms = terms.some(({ alias }) => alias === step.alias) || scanned.hasExpressions || scanned.hasLists;
    const isInOrder = step.index !== null && !hasTerms;
    return isInOrder ? [] : [{ kind: step.kind, table: tables.get(step.alias) ?? null }];
  });
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** Why no index helps. */
export function obstaclesOf(
  { terms, tables, order, hasExpressions, hasLists }: ScannedStatement,
  steps: readonly PlanStep[],
  { isSmall, hasCommonValues }: { readonly isSmall: boolean; readonly hasCommonValues: boolean },
): Obstacle[] {
  if (isSmall) return ["small"];
  const obstacles: Obstacle[] = [];
  if (terms.some(({ kind }) => kind === "pattern")) obstacles.push("pattern");
  if (hasLists) obstacles.push("list");
  else if (hasExpressions) obstacles.push("expression");
  const isSorted = steps.some(({ kind }) => kind === "sort");
  if (isSorted && order === "random") obstacles.push("random");
  if (hasCommonValues) obstacles.push("common");
  if (obstacles.length > 0) return obstacles;
  if (terms.length === 0 && !isSorted) return ["unconditional"];
  return [tables.size > 1 ? "related" : "other"];
}
