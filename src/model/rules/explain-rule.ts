// Why a rule holds for a record, or does not: each part of it with its outcome and its values.
//
// A part of a rule is a rule by itself, so each is asked as a whole rule is (`match-rule.ts`): there is no second evaluation that could
// differ from the first. Parts that share a joined row may hold alone and not together; then their group is what decides.
import { formatFilter, formatOperand } from "../../lib/filter/format.ts";
import { parseWithPlaces } from "../../lib/filter/parse.ts";
import type { FilterComparison, FilterGroup, FilterNode, FilterOperand } from "../../lib/filter/parse.ts";
import type { Place } from "../../lib/filter/scan.ts";
import type { Context } from "../context.ts";
import { recordMatchesRule } from "./match-rule.ts";
import { operandValues } from "./operand-values.ts";
import type { AskedRecord, OperandValue } from "./operand-values.ts";

/** Parts beyond are not asked: each costs a statement or three. */
const MAX_PARTS = 120;
/** After that long the rest is not asked. */
const MAX_MS = 5000;

export type RulePart = RulePartGroup | RulePartComparison;

interface Asked {
  /** Null where it was not asked. */
  readonly holds: boolean | null;
  /** Whether the outcome of the whole rule is due to it. */
  readonly decides: boolean;
}

export interface RulePartGroup extends Asked {
  readonly kind: "and" | "or";
  readonly parts: readonly RulePart[];
}

export interface RulePartComparison extends Asked {
  readonly kind: "comparison";
  readonly text: string;
  /** Where it is in the text of the rule. */
  readonly start: number;
  readonly end: number;
  readonly left: RuleOperand;
  readonly right: RuleOperand;
}

export interface RuleOperand {
  readonly text: string;
  /** Several where the path has several; null for literals and where they are not known. */
  readonly values: readonly OperandValue[] | null;
}

/** Throws a `FilterSyntaxError` for a rule that can't be parsed. The rule must not be empty. */
export async function explainRule(context: Context, rule: string, asked: AskedRecord): Promise<RulePart> {
  const { filter, places } = parseWithPlaces(rule);
  const explainer = new Explainer(context, asked, places);
  const part = await explainer.explain(precedence(filter));
  // The whole is asked as it is written.
  const holds = await recordMatchesRule(context, asked.record, { rule, request: asked.request });
  return mark({ ...part, holds });
}

/** A filter whose groups have one kind of join. */
type Nested =
  | { readonly kind: "and" | "or"; readonly node: FilterNode; readonly parts: readonly Nested[] }
  | { readonly kind: "comparison"; readonly node: FilterComparison };

/** `and` binds tighter than `or`. A group of one part is the part. */
function precedence(node: FilterNode): Nested {
  if (node.kind === "comparison") return { kind: "comparison", node };
  const runs: FilterGroup["parts"][number][][] = [];
  for (const [index, part] of node.parts.entries()) {
    if (index === 0 || part.join === "or") runs.push([part]);
    else runs.at(-1)?.push(part);
  }
  return nest(
    "or",
    runs.map((run) =>
      nest(
        "and",
        run.map((part) => precedence(part.node)),
        run,
      ),
    ),
    node.parts,
  );
}

function nest(kind: "and" | "or", parts: readonly Nested[], source: FilterGroup["parts"]): Nested {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { kind, parts, node: { kind: "group", parts: source } };
}

class Explainer {
  readonly #context: Context;
  readonly #asked: AskedRecord;
  readonly #places: ReadonlyMap<FilterComparison, Place>;
  readonly #endMs = performance.now() + MAX_MS;
  #partsLeft = MAX_PARTS;

  constructor(context: Context, asked: AskedRecord, places: ReadonlyMap<FilterComparison, Place>) {
    this.#context = context;
    this.#asked = asked;
    this.#places = places;
  }

  async explain(nested: Nested): Promise<RulePart> {
    const isAsked = this.#partsLeft-- > 0 && performance.now() < this.#endMs;
    const holds = isAsked ? await this.#holds(nested.node) : null;
    if (nested.kind === "comparison") {
      const { left, right } = nested.node;
      const text = formatFilter(nested.node);
      const operands = { left: await this.#operand(left, isAsked), right: await this.#operand(right, isAsked) };
      const { start, end } = this.#places.get(nested.node) ?? { start: 0, end: 0 };
      return { kind: "comparison", text, start, end, holds, decides: false, ...operands };
    }
    const parts: RulePart[] = [];
    for (const part of nested.parts) parts.push(await this.explain(part));
    return { kind: nested.kind, holds, decides: false, parts };
  }

  #holds(node: FilterNode): boolean | Promise<boolean> {
    const { record, request } = this.#asked;
    return recordMatchesRule(this.#context, record, { rule: formatFilter(node), request });
  }

  async #operand(operand: FilterOperand, isAsked: boolean): Promise<RuleOperand> {
    const isLiteral = operand.kind === "text" || operand.kind === "number";
    const values = isLiteral || !isAsked ? null : await operandValues(this.#context, operand, this.#asked);
    return { text: formatOperand(operand), values };
  }
}

/** Marks what the outcome is due to: of an `or` that holds what holds, of an `and` that does not what does not, else all parts. */
function mark(part: RulePart): RulePart {
  if (part.kind === "comparison" || part.holds === null) return { ...part, decides: true };
  const isOneEnough = part.holds === (part.kind === "or");
  const due = part.parts.filter(({ holds }) => !isOneEnough || holds === part.holds);
  const parts = part.parts.map((one) => (due.includes(one) ? mark(one) : one));
  return { ...part, parts, decides: due.length === 0 };
}
