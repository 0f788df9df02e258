// Which indexes would make a statement read less.
//
// Called when someone asks for advice, never by a request. The plan that SQLite has for the statement tells what it scans and sorts; the
// text of the statement tells by which columns. Every index that could help is made on a copy of the schema, without rows but with
// statistics that are estimated from a sample of the real ones, so that the planner itself decides: what it does not use is not proposed.
import type { PlanProblem, ProposedIndex, StatementAdvice } from "../statement-watch.ts";
import type { SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import { type Candidate, candidatesFor, type UsableColumns, usableColumns } from "./index-candidates.ts";
import { aliasesInTrouble, comparedAliases, obstaclesOf, problemsOf } from "./plan-problems.ts";
import { indexesOf, planSteps, planText, type PlanRow, type PlanStep } from "./query-plan.ts";
import { withViews } from "./scan-views.ts";
import { SchemaCopy, type StatRow } from "./schema-copy.ts";
import { type ScannedStatement, scanStatement } from "./statement-scan.ts";
import { SchemaFacts, type TableFacts } from "./table-facts.ts";
import { sampleTable, type ValueSample } from "./value-sample.ts";

/** A table with fewer rows is read in a moment. */
const FEW_ROWS = 1_000;
const COMMON_SHARE = 10;
const MAX_ALIASES = 8;
const TRIAL_PREFIX = "baobox_trial_";

interface Statement {
  readonly sql: string;
  readonly scanned: ScannedStatement;
  readonly facts: SchemaFacts;
  readonly tables: readonly TableFacts[];
}

/** An index of the copy. */
interface Trial extends Candidate {
  readonly name: string;
  readonly stat: string;
}

export class IndexAdvisor {
  readonly #reader: SqliteConnection;

  constructor(reader: SqliteConnection) {
    this.#reader = reader;
  }

  async advise(sql: string): Promise<StatementAdvice> {
    const rows = this.#reader.queryPlan<PlanRow>(sql);
    const steps = planSteps(rows);
    const facts = new SchemaFacts(this.#reader);
    const scanned = withViews(
      scanStatement(sql, (table) => facts.columnsOf(table)),
      facts,
    );
    const tables = tablesOf(scanned, facts);
    const problems = problemsOf(steps, scanned);
    const common = { problems, indexes: indexesOf(steps), plan: planText(rows) };
    if (problems.length === 0) return { ...common, proposals: [], obstacles: [] };
    const { proposals, obstacles } = await this.#propose({ sql, scanned, facts, tables }, steps);
    return { ...common, proposals, obstacles };
  }

  async #propose(
    statement: Statement,
    steps: readonly PlanStep[],
  ): Promise<Pick<StatementAdvice, "proposals" | "obstacles">> {
    const { scanned, facts } = statement;
    const inTrouble = aliasesInTrouble(steps, scanned);
    const uses = usesByTable(
      [...new Set([...inTrouble, ...comparedAliases(scanned)])].slice(0, MAX_ALIASES),
      scanned,
      facts,
    );
    const samples = new Map<string, ValueSample>();
    const trials = new Map<string, Trial>();
    let hasCommonValues = false;
    for (const [table, usable] of uses) {
      const columns = usable.flatMap(({ equal, range, order }) => namesOf([...equal, ...range, ...order]));
      const sample = await sampleTable(this.#reader, table.name, [...new Set(columns)]);
      samples.set(table.name, sample);
      if (sample.tableRows < FEW_ROWS) continue;
      const candidates = usable.flatMap((one) => candidatesFor(table, sorted(one, sample)));
      const selective = candidates.filter((candidate) => isSelective(candidate, sample));
      if (candidates.some((one) => one.equalCount > 0 && !selective.includes(one))) hasCommonValues = true;
      for (const candidate of selective) {
        const trial = { ...candidate, name: `${TRIAL_PREFIX}${trials.size}`, stat: statOf(candidate.columns, sample) };
        trials.set(JSON.stringify([table.name, candidate.columns]), trial);
      }
    }
    const proposals = tryIndexes(statement, { trials: [...trials.values()], samples, steps });
    if (proposals.length > 0) return { proposals, obstacles: [] };
    const scannedTables = [...inTrouble].map((alias) =>
      samples.get(facts.find(scanned.tables.get(alias) ?? "")?.name ?? ""),
    );
    const obstacles = obstaclesOf(scanned, steps, {
      isSmall: scannedTables.length > 0 && scannedTables.every((sample) => (sample?.tableRows ?? FEW_ROWS) < FEW_ROWS),
      hasCommonValues,
    });
    return { proposals, obstacles };
  }
}

interface Tried {
  readonly trials: readonly Trial[];
  readonly samples: ReadonlyMap<string, ValueSample>;
  readonly steps: readonly PlanStep[];
}

/** None where the tables can't be copied, as those of extensions. */
function tryIndexes(statement: Statement, tried: Tried): ProposedIndex[] {
  if (tried.trials.length === 0) return [];
  try {
    return chooseIndexes(statement, tried);
  } catch {
    return [];
  }
}

/** Those of the trials that the planner takes, and that take a problem away. */
function chooseIndexes({ sql, scanned, tables, facts }: Statement, { trials, samples, steps }: Tried): ProposedIndex[] {
  const known = statisticsOf(facts, tables, samples);
  using copy = new SchemaCopy(definitionsOf(tables));
  const planWith = (tried: readonly Trial[]): PlanStep[] => {
    for (const { name } of trials) copy.run(`DROP INDEX IF EXISTS ${name}`);
    for (const trial of tried) copy.run(createIndex(trial));
    copy.setStatistics([...known, ...tried.map(({ table, name, stat }) => ({ tbl: table, idx: name, stat }))]);
    return planSteps(copy.plan(sql));
  };
  let after = planWith(trials);
  let chosen = usedOf(trials, after);
  const replace = (others: readonly Trial[]): boolean => {
    const plan = planWith(others);
    if (usedOf(others, plan).length < others.length || key(plan, scanned) !== key(after, scanned)) return false;
    [chosen, after] = [[...others], plan];
    return true;
  };
  // Among fewer ones the planner may choose otherwise.
  after = planWith(chosen);
  chosen = usedOf(chosen, after);
  const gone = (): PlanProblem[] => {
    const left = problemsOf(after, scanned).map((problem) => JSON.stringify(problem));
    return problemsOf(steps, scanned).filter((problem) => !left.includes(JSON.stringify(problem)));
  };
  if (gone().length === 0) return [];
  for (const trial of chosen) {
    // Without a problem of its own it may still be what makes another one's use worth it.
    const isSpare = !gone().some(({ table }) => table === null || table === trial.table);
    if (!isSpare || !replace(chosen.filter((one) => one !== trial))) shorten(trial, { chosen, samples, replace });
  }
  return chosen.map(({ table, columns, equalCount }) => ({
    table,
    columns,
    tableRows: samples.get(table)?.tableRows ?? 0,
    rowsOfValue: rowsOfEqual(columns.slice(0, equalCount), samples.get(table)),
    against: ownOrAll(gone(), table),
  }));
}

interface Shortening {
  readonly chosen: readonly Trial[];
  readonly samples: ReadonlyMap<string, ValueSample>;
  /** False where the planner needs what was left out. */
  readonly replace: (others: readonly Trial[]) => boolean;
}

/** Leaves out the last columns where the first ones tell the rows apart as well. */
function shorten(trial: Trial, { chosen, samples, replace }: Shortening): void {
  const sample = samples.get(trial.table);
  if (sample === undefined) return;
  for (let count = 1; count < trial.columns.length; count++) {
    const shorter = shortened(trial, count, sample);
    if (isCoarser(shorter, trial, sample)) continue;
    if (replace(chosen.map((one) => (one === trial ? shorter : one)))) return;
  }
}

function usedOf(tried: readonly Trial[], plan: readonly PlanStep[]): Trial[] {
  return tried.filter(({ name }) => plan.some((step) => step.kind !== "sort" && step.index === name));
}

function ownOrAll(problems: readonly PlanProblem[], table: string): PlanProblem[] {
  const own = problems.filter((problem) => problem.table === null || problem.table === table);
  return own.length > 0 ? own : [...problems];
}

/** By which columns of each table the statement finds and sorts its rows, for each alias that the table has. */
function usesByTable(
  aliases: readonly string[],
  scanned: ScannedStatement,
  facts: SchemaFacts,
): Map<TableFacts, UsableColumns[]> {
  const uses = new Map<TableFacts, UsableColumns[]>();
  for (const alias of aliases) {
    const table = facts.find(scanned.tables.get(alias) ?? "");
    if (table === null || table.isView) continue;
    uses.set(table, [...(uses.get(table) ?? []), usableColumns(table, alias, scanned)]);
  }
  return uses;
}

function key(steps: readonly PlanStep[], scanned: ScannedStatement): string {
  return JSON.stringify(problemsOf(steps, scanned));
}

function namesOf(columns: Candidate["columns"]): string[] {
  return columns.map(({ name }) => name);
}

/** Null where nothing is compared for equality, or only what most rows share: other columns then say how many are read. */
function rowsOfEqual(columns: Candidate["columns"], sample: ValueSample | undefined): number | null {
  if (columns.length === 0 || sample === undefined) return null;
  const rows = sample.rowsOfValue(namesOf(columns));
  return rows * COMMON_SHARE <= sample.tableRows ? rows : null;
}

/** An index that leaves a tenth of the rows to be fetched one by one is no better than a scan, and makes each write dearer. */
function isSelective({ columns, equalCount, needsFewEqual }: Candidate, sample: ValueSample): boolean {
  if (!needsFewEqual) return true;
  return equalCount > 0 && sample.rowsOfValue(namesOf(columns.slice(0, equalCount))) * COMMON_SHARE <= sample.tableRows;
}

function shortened(trial: Trial, count: number, sample: ValueSample): Trial {
  const columns = trial.columns.slice(0, count);
  return { ...trial, columns, equalCount: Math.min(count, trial.equalCount), stat: statOf(columns, sample) };
}

/** Whether the shorter index leaves clearly more rows to look at. */
function isCoarser(shorter: Trial, trial: Trial, sample: ValueSample): boolean {
  // Only the one or other of several equal columns can be spared.
  if (trial.columns.length > trial.equalCount) return true;
  const rows = ({ columns, equalCount }: Trial): number => sample.rowsOfValue(namesOf(columns.slice(0, equalCount)));
  return rows(shorter) > 2 * rows(trial) + 5;
}

function statOf(columns: Candidate["columns"], sample: ValueSample): string {
  const counts = columns.map((_, at) => sample.rowsOfValue(namesOf(columns.slice(0, at + 1))));
  return [sample.tableRows, ...counts].join(" ");
}

/** The columns that tell most rows apart come first. */
function sorted(usable: UsableColumns, sample: ValueSample): UsableColumns {
  const rows = new Map(usable.equal.map((column) => [column, sample.rowsOfValue([column.name])]));
  return { ...usable, equal: usable.equal.toSorted((a, b) => (rows.get(a) ?? 0) - (rows.get(b) ?? 0)) };
}

function createIndex({ name, table, columns }: Trial): string {
  const definition = { unique: false, optional: false, schemaName: "", indexName: name, tableName: table, where: "" };
  return sqliteDialect.schema.createIndex({ ...definition, columns });
}

function tablesOf({ tables }: ScannedStatement, facts: SchemaFacts): TableFacts[] {
  const found = [...new Set(tables.values())].map((name) => facts.find(name)).filter((table) => table !== null);
  return [...new Map(found.map((table) => [table.name, table])).values()];
}

/** Tables before views, and their indexes. */
function definitionsOf(tables: readonly TableFacts[]): string[] {
  const indexes = tables.flatMap((table) => table.indexes.flatMap(({ sql }) => (sql === null ? [] : [sql])));
  const [views, real] = [tables.filter(({ isView }) => isView), tables.filter(({ isView }) => !isView)];
  return [...real.map(({ sql }) => sql), ...indexes, ...views.map(({ sql }) => sql)];
}

/** Those of the database; tables without any get their estimated number of rows. */
function statisticsOf(
  facts: SchemaFacts,
  tables: readonly TableFacts[],
  samples: ReadonlyMap<string, ValueSample>,
): StatRow[] {
  const names = tables.flatMap(({ name, isView }) => (isView ? [] : [name]));
  const known = facts.statistics(names);
  const missing = names.filter((name) => !known.some(({ tbl }) => tbl === name));
  return [
    ...known,
    ...missing.map((tbl) => ({ tbl, idx: null, stat: String(samples.get(tbl)?.tableRows ?? FEW_ROWS) })),
  ];
}
