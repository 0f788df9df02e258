import { compare } from "../compare.ts";
import {
  asKind,
  asText,
  commonKind,
  isNumber,
  type Kind,
  nullLiteral,
  type Operand,
  operand,
  textLiteral,
} from "../operand.ts";
import { likeSql } from "../write-tests.ts";
import type { CallSite, FunctionWriter } from "./call-site.ts";

/** A function of texts that is null where an argument is. */
function texts(kind: Kind, count: number, write: (...sql: readonly string[]) => string): FunctionWriter {
  return (site) => {
    site.checkCount(count);
    const sql = write(...site.values().map((value) => asText(value).sql));
    return operand(sql, kind, { isNullable: site.isNullable });
  };
}

function trimmed(name: string): FunctionWriter {
  return (site) => {
    site.checkCount(1, 2);
    const characters = site.count === 2 ? `, ${site.text(1)}` : "";
    return operand(`${name}(${site.text(0)}${characters})`, "text", { isNullable: site.isNullable });
  };
}

const substring: FunctionWriter = (site) => {
  site.checkCount(2, 3);
  const length = site.count === 3 ? `, ${site.number(2)}` : "";
  return operand(`sqlite.substring(${site.text(0)}, ${site.number(1)}${length})`, "text", {
    isNullable: site.isNullable,
  });
};

const hex: FunctionWriter = (site) => {
  site.checkCount(1);
  const value = site.value(0);
  const bytes = value.kind === "blob" ? value.sql : `convert_to(${asText(value).sql}, 'UTF8')`;
  return operand(`COALESCE(upper(encode(${bytes}, 'hex')), '')`, "text", { isNullable: false });
};

/** The arguments as one kind, as COALESCE needs them. */
function chosen(values: readonly Operand[]): { kind: Kind; sql: string[] } {
  const kind = commonKind(values);
  return { kind, sql: values.map((value) => asKind(value, kind).sql) };
}

const coalesce: FunctionWriter = (site) => {
  site.checkCount(2, 127);
  const { kind, sql } = chosen(site.values());
  const isNullable = site.values().every((value) => value.isNullable);
  return operand(`COALESCE(${sql.join(", ")})`, kind, { isNullable });
};

const choose: FunctionWriter = (site) => {
  site.checkCount(2, 127);
  const { arguments: nodes, position } = site.node;
  const branches = [];
  for (let index = 0; index + 1 < nodes.length; index += 2) {
    const [when, result] = [nodes[index], nodes[index + 1]];
    if (when !== undefined && result !== undefined) branches.push({ when, result });
  }
  const otherwise = nodes.length % 2 === 1 ? (nodes.at(-1) ?? null) : null;
  return site.writer.expression({ type: "case", operand: null, branches, otherwise, position }, site.level);
};

const nullIf: FunctionWriter = (site) => {
  site.checkCount(2);
  const [value, other] = [site.value(0), site.value(1)];
  const nothing = asKind(nullLiteral, value.kind).sql;
  return operand(`(CASE WHEN ${compare("=", value, other).sql} THEN ${nothing} ELSE ${value.sql} END)`, value.kind);
};

const concat: FunctionWriter = (site) => {
  site.checkCount(1, 127);
  const parts = site.values().map((value) => `COALESCE(${asText(value).sql}, '')`);
  return operand(`(${parts.join(" || ")})`, "text", { isNullable: false });
};

const concatWithSeparator: FunctionWriter = (site) => {
  site.checkCount(2, 127);
  const sql = site.values().map((value) => asText(value).sql);
  return operand(`concat_ws(${sql.join(", ")})`, "text", { isNullable: site.value(0).isNullable });
};

const like: FunctionWriter = (site) => {
  site.checkCount(2, 3);
  const escape = site.count === 3 ? site.value(2) : null;
  const [pattern, text] = [asText(site.value(0)), asText(site.value(1))];
  const sql = likeSql(text, pattern, { escape, position: site.node.position });
  return operand(`(${sql})`, "boolean", { isNullable: site.isNullable });
};

const TYPE_NAMES: Readonly<Partial<Record<Kind, string>>> = {
  text: "text",
  json: "text",
  int: "integer",
  boolean: "integer",
  real: "real",
  blob: "blob",
};

const typeName: FunctionWriter = (site) => {
  site.checkCount(1);
  const value = site.value(0);
  const known = value.kind === "json" && value.affinity === "numeric" ? undefined : TYPE_NAMES[value.kind];
  if (value.kind === "null") return textLiteral("null");
  if (known !== undefined) {
    const sql = `(CASE WHEN ${value.sql} IS NULL THEN 'null' ELSE '${known}' END)`;
    return value.isNullable ? operand(sql, "text", { isNullable: false }) : textLiteral(known);
  }
  const dynamic = isNumber(value) ? `bb.n(${value.sql})` : asKind(value, "dynamic").sql;
  return operand(`sqlite.type_name(${dynamic})`, "text", { isNullable: false });
};

const quote: FunctionWriter = (site) => {
  site.checkCount(1);
  const value = site.value(0);
  if (value.kind !== "text") return operand(`COALESCE(${asText(value).sql}, 'NULL')`, "text", { isNullable: false });
  return operand(`quote_nullable(${value.sql})`, "text", { isNullable: false });
};

const first = (site: CallSite): Operand => site.value(0);

const character: FunctionWriter = (site) => {
  const parts = site.values().map((_, index) => `chr(trunc(${site.number(index)})::int)`);
  return operand(parts.length === 0 ? "''::text" : `(${parts.join(" || ")})`, "text", { isNullable: site.isNullable });
};

export const textFunctions: Readonly<Record<string, FunctionWriter>> = {
  char: character,
  coalesce,
  concat,
  concat_ws: concatWithSeparator,
  glob: texts("boolean", 2, (pattern, text) => `(${text} COLLATE "C" ~ sqlite.glob(${pattern}))`),
  hex,
  if: choose,
  ifnull: coalesce,
  iif: choose,
  instr: texts("int", 2, (text, part) => `strpos(${text}, ${part})::float8`),
  length: texts("int", 1, (text) => `char_length(${text})::float8`),
  like,
  likelihood: first,
  likely: first,
  lower: texts("text", 1, (text) => `lower(${text} COLLATE "C")`),
  ltrim: trimmed("ltrim"),
  nullif: nullIf,
  octet_length: texts("int", 1, (text) => `octet_length(${text})::float8`),
  quote,
  replace: texts("text", 3, (text, from, to) => `replace(${text}, ${from}, ${to})`),
  rtrim: trimmed("rtrim"),
  substr: substring,
  substring,
  trim: trimmed("btrim"),
  typeof: typeName,
  unicode: texts("int", 1, (text) => `ascii(NULLIF(${text}, ''))::float8`),
  unlikely: first,
  upper: texts("text", 1, (text) => `upper(${text} COLLATE "C")`),
};
