import type { Level, Writer } from "../level.ts";
import type { Operand } from "../operand.ts";
import type { Call } from "../syntax.ts";
import { aggregateFunctions, isAggregate } from "./aggregates.ts";
import { CallSite, type FunctionWriter } from "./call-site.ts";
import { dateFunctions } from "./dates.ts";
import { format } from "./format.ts";
import { jsonFunctions } from "./json.ts";
import { extreme, numberFunctions } from "./numbers.ts";
import { textFunctions } from "./text.ts";
import { windowFunctions } from "./windows.ts";

const functions: ReadonlyMap<string, FunctionWriter> = new Map(
  Object.entries({
    ...textFunctions,
    ...numberFunctions,
    ...dateFunctions,
    ...jsonFunctions,
    format,
    max: (site: CallSite) => extreme(site, "GREATEST"),
    min: (site: CallSite) => extreme(site, "LEAST"),
    printf: format,
  }),
);

export function writeCall(node: Call, level: Level, writer: Writer): Operand {
  // An aggregate sees the rows of its group; a window sees what the groups became.
  if (isAggregate(node)) {
    return found(aggregateFunctions, node)(new CallSite(node, { ...level, grouping: null }, writer));
  }
  const site = new CallSite(node, level, writer);
  if (node.over !== null && Object.hasOwn(aggregateFunctions, node.name)) return found(aggregateFunctions, node)(site);
  if (Object.hasOwn(windowFunctions, node.name)) return found(windowFunctions, node)(site);
  const write = functions.get(node.name);
  if (write === undefined) return site.fail(`the function ${node.name}() is unknown or has no translation`);
  if (node.over !== null) return site.fail(`${node.name}() may not be used as a window function`);
  return write(site);
}

function found(all: Readonly<Record<string, FunctionWriter>>, { name }: Call): FunctionWriter {
  const write = all[name];
  if (write === undefined) throw new Error(`${name}() is not there`);
  return write;
}
