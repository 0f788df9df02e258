/** What is wrong with a text that does not parse; no place where that is not known. */
export interface SyntaxMistake {
  readonly place: { readonly line: number; readonly column: number } | null;
  readonly message: string;
}

/** Null for a text that parses. `name` tells JavaScript from TypeScript. */
export function findSyntaxError(name: string, source: string): SyntaxMistake | null {
  try {
    new Bun.Transpiler({ loader: name.endsWith(".ts") ? "ts" : "js" }).scan(source);
    return null;
  } catch (error) {
    const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
    const { position } = first as { position?: { line: number; column: number } | null };
    return { place: position ?? null, message: first instanceof Error ? first.message : String(first) };
  }
}
