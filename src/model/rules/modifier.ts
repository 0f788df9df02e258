import { RuleError } from "./resolved.ts";

export type Modifier = "" | "isset" | "length" | "each" | "lower" | "changed";

const MODIFIERS: ReadonlySet<string> = new Set<Modifier>(["isset", "length", "each", "lower", "changed"]);

/** Splits `name:modifier`. Text with more than one colon is taken for a name. */
export function splitModifier(text: string): readonly [name: string, modifier: Modifier] {
  const [name = "", modifier, ...others] = text.split(":");
  if (modifier === undefined || others.length > 0) return [text, ""];
  if (!isModifier(modifier)) throw new RuleError(`unknown modifier in "${text}"`);
  return [name, modifier];
}

function isModifier(text: string): text is Modifier {
  return MODIFIERS.has(text);
}
