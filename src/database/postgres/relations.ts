import type { Connection } from "../engine.ts";
import { statementEffects } from "./statement-effects.ts";

/** What the names in statements mean. All names are in lower case. */
export interface Relations {
  readonly tables: ReadonlySet<string>;
  readonly views: ReadonlyMap<string, ViewRelation>;
  /** Tables with triggers or foreign keys of others' making: a write into one may write any. */
  readonly triggering: ReadonlySet<string>;
  /** Tables that hold texts which PostgreSQL keeps beside them, because they are large. */
  readonly large: ReadonlySet<string>;
}

interface ViewRelation {
  /** All that it reads, through other views too. */
  readonly tables: ReadonlySet<string>;
  readonly isVolatile: boolean;
}

export async function readRelations(connection: Pick<Connection, "all">, schemaName: string): Promise<Relations> {
  const relations = await connection.all<RelationRow>(RELATIONS, [schemaName]);
  const uses = await connection.all<{ view: string; used: string }>(USES, [schemaName]);
  const tables = new Set<string>();
  const [triggering, large] = [new Set<string>(), new Set<string>()];
  const definitions = new Map<string, string>();
  for (const { name, definition, isTriggering, isLarge } of relations) {
    if (isLarge) large.add(name.toLowerCase());
    if (definition === null) tables.add(name.toLowerCase());
    else definitions.set(name.toLowerCase(), definition);
    if (isTriggering) triggering.add(name.toLowerCase());
  }
  const views = new Map<string, ViewRelation>();
  const isVolatile = (view: string): boolean => statementEffects(definitions.get(view) ?? "").isVolatile;
  for (const view of definitions.keys()) {
    const reached = reachedFrom(view, uses);
    const read = new Set([...reached].filter((name) => tables.has(name)));
    views.set(view, { tables: read, isVolatile: [view, ...reached].some(isVolatile) });
  }
  return { tables, views, triggering, large };
}

function reachedFrom(view: string, uses: readonly { view: string; used: string }[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [view];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const use of uses) {
      const used = use.used.toLowerCase();
      if (use.view.toLowerCase() !== next || reached.has(used)) continue;
      reached.add(used);
      open.push(used);
    }
  }
  return reached;
}

interface RelationRow {
  readonly name: string;
  /** Null for tables. */
  readonly definition: string | null;
  readonly isTriggering: boolean;
  readonly isLarge: boolean;
}

const RELATIONS = `SELECT c.relname::text AS "name",
  CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS "definition",
  EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname <> 'baobox_changed') AS "isTriggering",
  c.relkind IN ('p', 'f') OR coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)) > 0, false) AS "isLarge"
  FROM pg_class c
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relnamespace = to_regnamespace($1)`;

const USES = `SELECT DISTINCT v.relname::text AS "view", t.relname::text AS "used"
  FROM pg_depend d
  JOIN pg_rewrite r ON r.oid = d.objid
  JOIN pg_class v ON v.oid = r.ev_class
  JOIN pg_class t ON t.oid = d.refobjid
  WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND t.oid <> v.oid
    AND v.relnamespace = to_regnamespace($1)`;
