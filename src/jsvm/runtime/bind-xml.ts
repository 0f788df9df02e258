import { XmlSyntaxError, type XmlToken, xmlTokens } from "../../lib/xml-tokens.ts";
import type { ColumnType } from "./column-type.ts";
import { DynamicList } from "./dynamic-list.ts";
import { DynamicModel } from "./dynamic-model.ts";
import { parseError, readForm } from "./form-values.ts";
import { goError } from "./go-error.ts";

type Tokens = Iterator<XmlToken, void, void>;

/** What takes the elements within one: what a name stands for takes the element. Null for names that nothing is known of. */
type Taker = (name: string) => ((tokens: Tokens) => void) | null;

/**
 * Sets what the target knows of a text of XML, by the names that its properties have in Go. What was read before a mistake stays, as in
 * Go.
 */
export function bindXml(target: object, text: string): void {
  try {
    const tokens = xmlTokens(text);
    for (let token = tokens.next(); token.done !== true; token = tokens.next()) {
      if (token.value.kind !== "start") continue;
      bindElement(target, tokens);
      return;
    }
  } catch (error) {
    throw error instanceof XmlSyntaxError ? goError(error.message) : error;
  }
  throw goError("EOF");
}

/** The target takes the element that has just begun. */
function bindElement(target: object, tokens: Tokens): void {
  if (target instanceof DynamicList) {
    DynamicList.addXml(target, {
      text: (kind) => readText(textOf(tokens), kind),
      model: (model) => {
        bindElement(model, tokens);
      },
    });
    return;
  }
  takeElements(tokens, takerOf(target));
}

function takerOf(target: object): Taker {
  if (target instanceof DynamicModel) {
    return (name) => {
      const property = DynamicModel.propertyInGo(target, name);
      if (property === null) return null;
      return (tokens) => {
        DynamicModel.setXml(target, property, (kind) => readText(textOf(tokens), kind));
      };
    };
  }
  // Others have no names in XML.
  return () => null;
}

function takeElements(tokens: Tokens, taker: Taker): void {
  for (let token = tokens.next(); token.done !== true && token.value.kind !== "end"; token = tokens.next()) {
    if (token.value.kind !== "start") continue;
    const take = taker(token.value.name);
    if (take === null) textOf(tokens);
    else take(tokens);
  }
}

/** The text of the element that has just begun, without that of elements within it. */
function textOf(tokens: Tokens): string {
  let text = "";
  let depth = 0;
  for (let token = tokens.next(); token.done !== true; token = tokens.next()) {
    const { value } = token;
    if (value.kind === "start") depth += 1;
    else if (value.kind === "text") text += depth === 0 ? value.text : "";
    else if (depth === 0) break;
    else depth -= 1;
  }
  return text;
}

function readText(text: string, kind: ColumnType["kind"]): unknown {
  if (kind === "array") return null;
  if (kind === "map") throw goError("unknown type types.JSONMap[interface {}]");
  if (kind === "string" || text === "") return readForm([text], kind);
  const trimmed = text.trim();
  // Unlike forms, XML has decimal numbers alone, and spaces are no value.
  if (kind === "int64" && !/^[+-]?\d+$/.test(trimmed)) throw parseError("ParseInt", trimmed, "invalid syntax");
  if (trimmed === "") throw parseError(kind === "bool" ? "ParseBool" : "ParseFloat", trimmed, "invalid syntax");
  if (kind !== "int64") return readForm([trimmed], kind);
  if (!fitsInt64(trimmed)) throw parseError("ParseInt", trimmed, "value out of range");
  return Number(trimmed);
}

function fitsInt64(digits: string): boolean {
  const [, sign, significant = ""] = /^([+-]?)0*(\d*)$/.exec(digits) ?? [];
  // Longer ones would take BigInt its time.
  return significant.length < 20 && BigInt(significant) <= (sign === "-" ? 2n ** 63n : 2n ** 63n - 1n);
}
