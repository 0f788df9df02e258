import { quoteName } from "../view-sql/quote.ts";

/** What a statement does to a savepoint. */
export interface SavepointStep {
  readonly kind: "set" | "release" | "rollback";
  readonly name: string;
  /** The statement with its name in quotes. That must not fail for its text: nothing is set before it that it could be undone to. */
  readonly sql: string;
}

const WORDS = { set: "SAVEPOINT", release: "RELEASE", rollback: "ROLLBACK TO" };

const STEP =
  /^(?:\s|--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:(SAVEPOINT)|(RELEASE)(?:\s+SAVEPOINT)?|ROLLBACK(?:\s+(?:TRANSACTION|WORK))?\s+TO(?:\s+SAVEPOINT)?)\s+(?:"((?:[^"]|"")+)"|`([^`]+)`|([\p{L}_][\p{L}\p{N}_$]*))[\s;]*$/iu;

/** Null for all other statements. */
export function savepointStep(sql: string): SavepointStep | null {
  const [all, set, release, quoted, inBackticks, plain = ""] = STEP.exec(sql) ?? [];
  if (all === undefined) return null;
  const kind = set !== undefined ? "set" : release === undefined ? "rollback" : "release";
  // SQLite's names of savepoints are the same in upper case, quoted or not.
  const name = (quoted?.replaceAll('""', '"') ?? inBackticks ?? plain).toLowerCase();
  return { kind, name, sql: `${WORDS[kind]} ${quoteName(name)}` };
}

/** The savepoints that who uses a transaction has set, the innermost last. */
export class Savepoints {
  #names: readonly string[] = [];

  /** Throws where there is no such savepoint: the server would end the transaction. */
  check({ kind, name }: SavepointStep): void {
    if (kind !== "set" && !this.#names.includes(name)) throw new Error(`no such savepoint: ${name}`);
  }

  /** Notes what was done. */
  note({ kind, name }: SavepointStep): void {
    if (kind === "set") this.#names = [...this.#names, name];
    else this.#names = this.#names.slice(0, this.#names.lastIndexOf(name) + (kind === "release" ? 0 : 1));
  }
}
