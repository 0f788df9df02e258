import type { Expression } from "../syntax.ts";
import { quoteString } from "../quote.ts";
import { UntranslatableError } from "../view-sql-error.ts";

const STEP = /\.(?:"((?:[^"\\]|\\.)*)"|([^.[\]]+))|\[(?:(\d+)|#-(\d+))\]/y;

/** The steps of a path such as `$.a[0]`, as an array of texts. Throws for a path that is no literal. */
export function jsonPath(node: Expression | undefined, functionName: string): string {
  if (node?.type === "number" && /^\d+$/.test(node.text)) return stepsSql([node.text]);
  if (node?.type === "unary" && node.operator === "-" && node.operand.type === "number") {
    return stepsSql([`-${node.operand.text}`]);
  }
  if (node?.type !== "string") {
    throw new UntranslatableError(node?.position ?? 0, `${functionName} needs a path that is a text in single quotes`);
  }
  const { text, position } = node;
  // Without a $ it is the name of a member.
  if (!text.startsWith("$")) return stepsSql([/^\[(\d+)\]$/.exec(text)?.[1] ?? text]);
  const steps: string[] = [];
  let index = 1;
  while (index < text.length) {
    STEP.lastIndex = index;
    const step = STEP.exec(text);
    if (step === null) throw new UntranslatableError(position, `the JSON path ${quoteString(text)} has no translation`);
    const [whole, quoted, name, item, fromEnd] = step;
    steps.push(quoted ?? name ?? item ?? `-${fromEnd}`);
    index += whole.length;
  }
  return stepsSql(steps);
}

function stepsSql(steps: readonly string[]): string {
  return steps.length === 0 ? "'{}'::text[]" : `ARRAY[${steps.map(quoteString).join(", ")}]::text[]`;
}
