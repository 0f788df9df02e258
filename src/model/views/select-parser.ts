import { quoteText } from "../../lib/quote-text.ts";
import { splitOutside, endOf } from "../collections/split-outside.ts";

/** A column or table of a SELECT and the name that it goes by. */
export interface Identifier {
  readonly original: string;
  readonly alias: string;
}

export interface SelectParts {
  readonly columns: readonly Identifier[];
  /** What FROM names, then what is joined. */
  readonly tables: readonly Identifier[];
}

/**
 * Finds columns and tables of a SELECT. It looks at the outermost level only and takes what PocketBase's parser takes, so
 * that both give a view the same fields. Throws an error that tells what it did not understand.
 */
export function parseSelect(query: string): SelectParts {
  const found = { select: "", from: "", join: "" };
  let part: keyof typeof found | null = null;
  let isSkipping = false;
  for (const word of foldKeywords(words(query))) {
    switch (word) {
      case "distinct":
        break;
      case "select":
      case "from":
        part = word;
        isSkipping = false;
        break;
      case "join":
        if (part === "join") found.join += ",";
        part = "join";
        isSkipping = false;
        break;
      case "discard":
        isSkipping = true;
        break;
      default:
        if (part === "join" && word.text.toLowerCase() === "on") isSkipping = true;
        if (!isSkipping && part !== null) found[part] += ` ${word.text}`;
    }
  }
  return { columns: identifiers(found.select), tables: [...identifiers(found.from), ...identifiers(found.join)] };
}

/** Without the semicolons at its ends. */
export function trimQuery(query: string): string {
  return query.trim().replaceAll(/^;+|;+$/g, "");
}

type Keyword = "select" | "distinct" | "from" | "join" | "discard";

interface Word {
  readonly text: string;
}

/** Words between white space and commas; quoted text and what is in parentheses belongs to one word. */
function words(query: string): string[] {
  const text = trimQuery(query).replaceAll(/\/\*[\s\S]*?\*\/|--.+$/gm, " ");
  const found: string[] = [];
  let word = "";
  const finish = (): void => {
    if (word !== "") found.push(word);
    word = "";
  };
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (/\s/.test(character)) finish();
    else if (character === ",") {
      finish();
      found.push(",");
    } else if ("('\"`".includes(character)) {
      const end = endOf(text, index);
      if (end === text.length) {
        throw new Error(`unbalanced parenthesis or quoted expression: ${quoteText(word + text.slice(index))}`);
      }
      word += text.slice(index, end + 1);
      index = end;
    } else word += character;
  }
  finish();
  return found;
}

const joinPrefix = new Set(["full", "left", "right", "cross", "inner", "outer"]);

/** Keywords of several words become one; the first word of all starts the statement and is no clause of it. */
function* foldKeywords(all: readonly string[]): Generator<Keyword | Word> {
  for (let index = 0; index < all.length; index++) {
    const text = all[index] ?? "";
    const lower = text.toLowerCase();
    const next = (all[index + 1] ?? "").toLowerCase();
    const afterNext = (all[index + 2] ?? "").toLowerCase();
    if (lower === "select" || lower === "distinct" || lower === "from") yield lower;
    else if (index > 0 && lower === "join") yield "join";
    else if (index > 0 && joinPrefix.has(lower) && next === "join") {
      index += 1;
      yield "join";
    } else if (index > 0 && joinPrefix.has(lower) && next === "outer" && afterNext === "join") {
      index += 2;
      yield "join";
    } else if (index > 0 && ["where", "having", "order", "limit", "with"].includes(lower)) yield "discard";
    else if (index > 0 && lower === "group" && next === "by") {
      index += 1;
      yield "discard";
    } else yield { text };
  }
}

function identifiers(text: string): Identifier[] {
  return splitOutside(text, ",").map((item) => identifier(splitOutside(item, " \n\t")));
}

function identifier(parts: readonly string[]): Identifier {
  const [first = "", second = "", third = ""] = parts;
  if (parts.length === 1) return { original: unquote(first), alias: unquote(first.split(".").at(-1) ?? "", "'") };
  if (parts.length === 2) return { original: unquote(first), alias: unquote(second, "'") };
  if (parts.length > 3) throw new Error(`invalid identifier parts [${parts.join(" ")}]`);
  if (second.toLowerCase() !== "as") throw new Error(`invalid identifier part - expected "as", got ${second}`);
  return { original: unquote(first), alias: unquote(third, "'") };
}

/** Each dotted part without its quotes. */
function unquote(text: string, extra = ""): string {
  const quotes = `\`"[];${extra}`;
  return text
    .split(".")
    .map((part) => {
      let [start, end] = [0, part.length];
      while (start < end && quotes.includes(part.charAt(start))) start++;
      while (end > start && quotes.includes(part.charAt(end - 1))) end--;
      return part.slice(start, end);
    })
    .join(".");
}
