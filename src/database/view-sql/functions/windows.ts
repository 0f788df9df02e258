import { asKind, commonKind, type Kind, type Operand, operand } from "../operand.ts";
import { windowSql } from "../write-window.ts";
import { visitOrder } from "../level.ts";
import type { CallSite, FunctionWriter } from "./call-site.ts";

function over(site: CallSite, call: string, isByRow = false): string {
  const { over: window } = site.node;
  if (window === null) return site.fail(`misuse of window function ${site.node.name}()`);
  // Rows that an ORDER BY leaves equal are visited as they were inserted.
  const ties = isByRow && site.level.grouping === null ? visitOrder(site.level) : [];
  return `${call} OVER ${windowSql(window, site, ties)}`;
}

function ranking(call: string, kind: Kind, isByRow = false): FunctionWriter {
  return (site) => {
    site.checkCount(0);
    return operand(`(${over(site, call, isByRow)})::float8`, kind, { isNullable: false });
  };
}

function whole(site: CallSite, index: number): string {
  return `trunc(${site.number(index)})::int`;
}

function neighbour(name: "lag" | "lead"): FunctionWriter {
  return (site) => {
    site.checkCount(1, 3);
    const value = site.value(0);
    const values = site.count === 3 ? [value, site.value(2)] : [value];
    const kind = commonKind(values);
    const [sql = "", otherwise] = values.map((one) => asKind(one, kind).sql);
    const distance = site.count > 1 ? `, ${whole(site, 1)}` : "";
    const fallback = otherwise === undefined ? "" : `, ${otherwise}`;
    return result(over(site, `${name}(${sql}${distance}${fallback})`, true), kind, value);
  };
}

function result(sql: string, kind: Kind, { affinity }: Operand): Operand {
  return operand(`(${sql})`, kind, { affinity: kind === "boolean" || kind === "json" ? affinity : "none" });
}

function picked(name: string, count: number): FunctionWriter {
  return (site) => {
    site.checkCount(count);
    const value = site.value(0);
    const second = count === 2 ? `, ${whole(site, 1)}` : "";
    return result(over(site, `${name}(${value.sql}${second})`), value.kind, value);
  };
}

const tile: FunctionWriter = (site) => {
  site.checkCount(1);
  return operand(`(${over(site, `ntile(${whole(site, 0)})`, true)})::float8`, "int");
};

export const windowFunctions: Readonly<Record<string, FunctionWriter>> = {
  cume_dist: ranking("cume_dist()", "real"),
  dense_rank: ranking("dense_rank()", "int"),
  first_value: picked("first_value", 1),
  lag: neighbour("lag"),
  last_value: picked("last_value", 1),
  lead: neighbour("lead"),
  nth_value: picked("nth_value", 2),
  ntile: tile,
  percent_rank: ranking("percent_rank()", "real"),
  rank: ranking("rank()", "int"),
  row_number: ranking("row_number()", "int", true),
};
