import { operand } from "../operand.ts";
import { quoteString } from "../quote.ts";
import type { CallSite, FunctionWriter } from "./call-site.ts";

const SPECIFIER = /%([-+ 0,]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

/** printf() with a format that stands in the query. */
export const format: FunctionWriter = (site) => {
  site.checkCount(1, 127);
  const text = site.value(0).constant;
  if (typeof text !== "string") return site.fail(`${site.node.name}() needs a format that is a text in single quotes`);
  const parts: string[] = [];
  let end = 0;
  let argument = 1;
  for (const match of text.matchAll(SPECIFIER)) {
    if (match.index > end) parts.push(quoteString(text.slice(end, match.index)));
    end = match.index + match[0].length;
    if (match[4] === "%") parts.push("'%'");
    else parts.push(specifier(site, argument++, match));
  }
  if (end < text.length) parts.push(quoteString(text.slice(end)));
  return operand(parts.length === 0 ? "''::text" : `(${parts.join(" || ")})`, "text", { isNullable: false });
};

function specifier(
  site: CallSite,
  index: number,
  [whole, flags = "", width, precision, type]: RegExpExecArray,
): string {
  const hasArgument = index < site.count;
  const number = hasArgument ? `COALESCE(${site.number(index)}, 0)` : "0::float8";
  let sql: string;
  if (type === "d" || type === "i" || type === "u") sql = `bb.num_text(trunc(${number}))`;
  else if (type === "f") sql = `sqlite.fixed(${number}, ${precision ?? "6"})`;
  else if (type === "s") sql = hasArgument ? `COALESCE(${site.text(index)}, '')` : "''";
  else return site.fail(`${whole} in ${site.node.name}() has no translation`);
  // A precision of %s counts bytes.
  if (flags.includes(",") || (type === "s" && precision !== undefined))
    return site.fail(`${whole} in ${site.node.name}() has no translation`);
  if (flags.includes("+") && type !== "s") sql = `sqlite.plus(${sql})`;
  if (width === undefined) return sql;
  const fill = flags.includes("-") ? "left" : flags.includes("0") && type !== "s" ? "zero" : "right";
  return `sqlite.pad(${sql}, ${width}, '${fill}')`;
}
