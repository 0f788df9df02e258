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
      return `${expressions.items(emitter.column(join.of), join.of.origin)} ${alias}${expressions.joinedToAll}`;
    case "given":
      return `${expressions.givenItems(emitter.bind(join.source))} ${alias}${expressions.joinedToAll}`;
    case "collection": {
      const table = `${dialect.quote(join.as ?? join.collection.name)} ${alias}`;
      return join.on === null ? `${table}${expressions.joinedToAll}` : `${table} ON ${emitOn(join.on, emitter)}`;
    }
  }
}

function emitOn(on: JoinCondition, emitter: Emitter): string {
  const { expressions } = emitter.dialect;
  switch (on.kind) {
    case "equal":
      return expressions.compare(emitter.joinSide(on.left), "=", emitter.joinSide(on.right));
    case "given":
      return expressions.compare(emitter.joinSide(on.left), "=", emitter.parameter(on.source, "text"));
    case "givenList":
      return expressions.inJsonArray(emitter.column(on.left), emitter.bind(on.source));
    case "listed":
      return expressions.isListed(emitter.column(on.id), emitter.column(on.list), on.list.origin);
  }
}
