import type { Emitter } from "./emit-value.ts";
import type { Join, JoinCondition } from "./resolved.ts";

/** The joins as they follow FROM, each with a leading space. */
export function emitJoins(joins: readonly Join[], emitter: Emitter): string {
  return joins.map((join) => ` LEFT JOIN ${emitTarget(join, emitter)}`).join("");
}

/** A look at the clock for every row of the join. */
export function emitDeadline({ kind, alias }: Join, emitter: Emitter): string {
  const column = kind === "collection" ? "id" : "value";
  return emitter.dialect.expressions.deadline(emitter.column({ alias, column }));
}

function emitTarget(join: Join, emitter: Emitter): string {
  const { dialect } = emitter;
  const { expressions } = dialect;
  const alias = dialect.quote(join.alias);
  switch (join.kind) {
    case "items":
      return `${expressions.jsonEach(emitter.column(join.of))} ${alias}`;
    case "given":
      return `${expressions.jsonArrayEach(emitter.bind(join.source))} ${alias}`;
    case "collection": {
      const table = `${dialect.quote(join.collection.name)} ${alias}`;
      return join.on === null ? table : `${table} ON ${emitOn(join.on, emitter)}`;
    }
  }
}

function emitOn(on: JoinCondition, emitter: Emitter): string {
  const { dialect } = emitter;
  const { expressions } = dialect;
  switch (on.kind) {
    case "equal":
      return `${emitter.column(on.left)} = ${emitter.column(on.right)}`;
    case "given":
      return `${emitter.column(on.left)} = ${emitter.bind(on.source)}`;
    case "givenList":
      return expressions.inJsonArray(emitter.column(on.left), emitter.bind(on.source));
    case "listed": {
      const items = `${expressions.jsonEach(emitter.column(on.list))} ${dialect.quote("__i")}`;
      return `${emitter.column(on.id)} IN (SELECT ${emitter.column({ alias: "__i", column: "value" })} FROM ${items})`;
    }
  }
}
