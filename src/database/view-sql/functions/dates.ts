import { operand } from "../operand.ts";
import type { CallSite, FunctionWriter } from "./call-site.ts";

/** The time value and its modifiers from that argument on, as bb.strftime takes them. */
function time(site: CallSite, from: number): string {
  const texts = site
    .values()
    .slice(from)
    .map((_, index) => site.text(from + index));
  return texts.length === 0 ? "'now'" : texts.join(", ");
}

/** All are null for what is no time. */
function formatted(format: string, kind: "text" | "int" | "real" = "text"): FunctionWriter {
  return (site) => {
    const sql = `bb.strftime('${format}', ${time(site, 0)})`;
    return operand(kind === "text" ? sql : `${sql}::float8`, kind);
  };
}

const strftime: FunctionWriter = (site) => {
  site.checkCount(1, 127);
  return operand(`bb.strftime(${site.text(0)}, ${time(site, 1)})`, "text");
};

const DATE = "%Y-%m-%d";
const TIME = "%H:%M:%S";

export const dateFunctions: Readonly<Record<string, FunctionWriter>> = {
  current_date: formatted(DATE),
  current_time: formatted(TIME),
  current_timestamp: formatted(`${DATE} ${TIME}`),
  date: formatted(DATE),
  datetime: formatted(`${DATE} ${TIME}`),
  julianday: formatted("%J", "real"),
  strftime,
  time: formatted(TIME),
  unixepoch: formatted("%s", "int"),
};
