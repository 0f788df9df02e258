/** What a file holds: a module with a default export, PocketBase's call of `migrate(up, down)`, or neither. */
export type MigrationForm = "module" | "script" | "nothing";

/** Throws where the file can't be parsed. */
export function migrationForm(name: string, source: string): MigrationForm {
  const isTypeScript = name.endsWith("ts");
  const transpiler = new Bun.Transpiler({ loader: isTypeScript ? "ts" : "js" });
  const { exports } = transpiler.scan(source);
  if (exports.length > 0) return "module";
  // Comments and types are no code.
  const code = transpiler.transformSync(source).trim();
  if (code === "" || code === "export {};") return "nothing";
  const callsMigrate = /\bmigrate\b/.test(code);
  // PocketBase takes no other endings.
  if (/\.m[jt]s$/.test(name)) return callsMigrate ? "nothing" : "module";
  if (callsMigrate) return "script";
  return isTypeScript || /\bmodule\.exports\b|\bexports\./.test(code) ? "module" : "script";
}

/** The script as JavaScript. Lines keep their numbers where it holds no types. */
export function scriptCode(name: string, source: string): string {
  if (name.endsWith(".js")) return source;
  try {
    new Bun.Transpiler({ loader: "js" }).scan(source);
    return source;
  } catch {
    return new Bun.Transpiler({ loader: "ts" }).transformSync(source);
  }
}
