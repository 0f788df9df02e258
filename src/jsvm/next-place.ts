import type { HandlerSource } from "./hook-parts.ts";

/** The name by which the code of handlers knows that its `next()` is the last thing that it does. */
const LAST = "lastNext$";

const PARAMETER = "([A-Za-z_$][\\w$]*)";
/** `(e) => {`, `e => {` or `function name(e) {` */
const HEAD = new RegExp(
  `^(?:\\(\\s*${PARAMETER}\\s*\\)\\s*=>|${PARAMETER}\\s*=>|function\\s*[\\w$]*\\s*\\(\\s*${PARAMETER}\\s*\\))\\s*\\{`,
);

/**
 * Finds a `next()` that is the first or the last statement of a handler. The server calls it then by itself, before or after the
 * run, which spares the run two of four messages and the thread the wait. Anything that is not plain to see stays as it is.
 */
export function placeNext(code: string): Pick<HandlerSource, "code" | "next"> {
  const head = HEAD.exec(code);
  const parameter = head?.[1] ?? head?.[2] ?? head?.[3];
  if (head === null || parameter === undefined) return { code, next: "between" };
  const call = `${RegExp.escape(parameter)}\\.next\\(\\)`;
  const end = lastCall(code, call);
  if (end !== null) return { code: `${code.slice(0, end)}${LAST}${code.slice(end)}`, next: "last" };
  const first = new RegExp(`^\\s*${call}(?=\\s*;)`).exec(code.slice(head[0].length));
  if (first === null) return { code, next: "between" };
  const blank = " ".repeat(first[0].trimStart().length);
  const at = head[0].length + first[0].length;
  return { code: `${code.slice(0, at - blank.length)}${blank}${code.slice(at)}`, next: "first" };
}

/** The place between the parentheses of the call; null where the last statement of the function is not the call. */
function lastCall(code: string, call: string): number | null {
  const found = new RegExp(`[;{}](\\s*(?:return\\s+)?)${call}\\s*;?\\s*\\}$`).exec(code);
  if (found === null) return null;
  // What stands before it may be in a comment: then it may belong to a statement such as `if`.
  const lineStart = code.lastIndexOf("\n", found.index) + 1;
  const statement = found.index + 1 + (found[1]?.length ?? 0);
  if (code.slice(lineStart, statement).includes("//")) return null;
  return code.indexOf("(", statement) + 1;
}

/** The code as realms evaluate it: an expression that gives the handler. It begins in the first line, as the code does. */
export function handlerExpression({ code, next }: Pick<HandlerSource, "code" | "next">): string {
  return next === "last" ? `((${LAST}) => (${code}\n))` : `(() => (${code}\n))`;
}
