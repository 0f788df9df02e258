import {
  asDynamic,
  asKind,
  asNumber,
  commonKind,
  comparable,
  isNumber,
  type Kind,
  type Operand,
  operand,
} from "../operand.ts";
import { integer } from "../arithmetic.ts";
import type { CallSite, FunctionWriter } from "./call-site.ts";

/** A number; null for a text that is none, which arithmetic would take for 0. */
function strictNumber(value: Operand): string {
  return isNumber(value) || value.kind === "boolean" || value.kind === "null"
    ? asNumber(value).sql
    : `(bb.numaff(${asDynamic(value).sql})).n`;
}

/** A function of one number whose result is null outside of its domain. */
function real(write: (x: string) => string, domain?: (x: string) => string): FunctionWriter {
  return (site) => {
    site.checkCount(1);
    const x = strictNumber(site.value(0));
    if (domain === undefined) return operand(write(x), "real");
    return operand(`(CASE WHEN ${domain(x)} THEN ${write(x)} END)`, "real");
  };
}

/** Keeps the kind of its number. */
function same(write: (x: string) => string): FunctionWriter {
  return (site) => {
    site.checkCount(1);
    const value = site.value(0);
    const number = asNumber(value);
    // A text becomes a REAL.
    const kind = value.kind === "text" ? "real" : number.kind;
    return operand(write(number.sql), kind, { isNullable: site.isNullable });
  };
}

const round: FunctionWriter = (site) => {
  site.checkCount(1, 2);
  const digits = site.count === 2 ? `trunc(${site.number(1)})::int` : "0";
  return operand(`sqlite.round(${site.number(0)}, ${digits})`, "real", { isNullable: site.isNullable });
};

const sign: FunctionWriter = (site) => {
  site.checkCount(1);
  return operand(`sign(${strictNumber(site.value(0))})`, "int");
};

const log: FunctionWriter = (site) => {
  site.checkCount(1, 2);
  if (site.count === 1)
    return real(
      (x) => `log(${x})`,
      (x) => `${x} > 0`,
    )(site);
  const [base, x] = [site.number(0), site.number(1)];
  return operand(`(CASE WHEN ${base} > 0 AND ${base} <> 1 AND ${x} > 0 THEN ln(${x}) / ln(${base}) END)`, "real");
};

/** The greatest or least of several values, which is null where one of them is. */
export function extreme(site: CallSite, name: "GREATEST" | "LEAST"): Operand {
  const values = site.values();
  const kind = commonKind(values);
  const same = values.map((value) => comparable(asKind(value, kind)));
  const texts = same.some((value) => value.kind === "dynamic") ? same.map(asDynamic) : same;
  const chosen = `${name}(${texts.map(({ sql }) => sql).join(", ")})`;
  const nullable = texts.filter((value) => value.isNullable).map(({ sql }) => `${sql} IS NULL`);
  if (nullable.length === 0) return operand(chosen, texts[0]?.kind ?? kind, { isNullable: false });
  return operand(`(CASE WHEN NOT (${nullable.join(" OR ")}) THEN ${chosen} END)`, texts[0]?.kind ?? kind);
}

const random: FunctionWriter = (site) => {
  site.checkCount(0);
  return operand("sqlite.random()", "int", { isNullable: false });
};

const randomBytes: FunctionWriter = (site) => {
  site.checkCount(1);
  return operand(`sqlite.randomblob(${integer(site.number(0))}::int)`, "blob", { isNullable: false });
};

function binary(kind: Kind, write: (a: string, b: string) => string): FunctionWriter {
  return (site) => {
    site.checkCount(2);
    return operand(write(site.number(0), site.number(1)), kind, { isNullable: site.isNullable });
  };
}

const inUnit = (x: string): string => `abs(${x}) <= 1`;

export const numberFunctions: Readonly<Record<string, FunctionWriter>> = {
  abs: same((x) => `abs(${x})`),
  acos: real((x) => `acos(${x})`, inUnit),
  asin: real((x) => `asin(${x})`, inUnit),
  atan: real((x) => `atan(${x})`),
  atan2: binary("real", (y, x) => `atan2(${y}, ${x})`),
  ceil: same((x) => `ceil(${x})`),
  ceiling: same((x) => `ceil(${x})`),
  cos: real((x) => `cos(${x})`),
  degrees: real((x) => `degrees(${x})`),
  exp: real((x) => `exp(${x})`),
  floor: same((x) => `floor(${x})`),
  ln: real(
    (x) => `ln(${x})`,
    (x) => `${x} > 0`,
  ),
  log,
  log10: real(
    (x) => `log(${x})`,
    (x) => `${x} > 0`,
  ),
  log2: real(
    (x) => `(ln(${x}) / ln(2::float8))`,
    (x) => `${x} > 0`,
  ),
  mod: binary("real", (a, b) => `sqlite.modulo(${a}, ${b})`),
  pi: (site) => {
    site.checkCount(0);
    return operand("pi()", "real", { isNullable: false });
  },
  pow: binary("real", (a, b) => `sqlite.power(${a}, ${b})`),
  power: binary("real", (a, b) => `sqlite.power(${a}, ${b})`),
  radians: real((x) => `radians(${x})`),
  random,
  randomblob: randomBytes,
  round,
  sign,
  sin: real((x) => `sin(${x})`),
  sqrt: real(
    (x) => `sqrt(${x})`,
    (x) => `${x} >= 0`,
  ),
  tan: real((x) => `tan(${x})`),
  trunc: same((x) => `trunc(${x})`),
};
