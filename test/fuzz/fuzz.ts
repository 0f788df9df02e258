import { FuzzWorld } from "./fuzz-server.ts";
import { Api } from "./operations.ts";
import { type Finding, Round, type RoundOptions } from "./round.ts";

export interface FuzzOptions extends RoundOptions {
  /** Of the first request. */
  readonly from?: number;
  readonly requests: number;
  readonly seconds: number;
  readonly roundSize: number;
  readonly onProgress?: (line: string) => void;
}

export interface Report {
  readonly seed: number;
  readonly findings: readonly Finding[];
  readonly statuses: ReadonlyMap<number, number>;
  readonly requests: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly slowestMs: number;
  readonly slowestViewMs: number;
  readonly peakBytes: number;
}

const MIB = 1024 * 1024;
/** So many findings of a kind are shown. */
const SHOWN = 8;

/** Fuzzes servers one after the other, each with data as new, until the requests or the time are used up. */
export async function fuzz(options: FuzzOptions): Promise<Report> {
  const { from = 0, requests, seconds, roundSize, onProgress = () => {} } = options;
  using world = await FuzzWorld.create();
  const startMs = performance.now();
  const passed = (): number => (performance.now() - startMs) / 1000;
  const findings: Finding[] = [];
  const statuses = new Map<number, number>();
  const most = { slowestMs: 0, slowestViewMs: 0, peakBytes: 0 };
  let [index, rounds] = [from, 0];
  let api: Api | null = null;
  while (index < from + requests && passed() < seconds) {
    await using server = await world.startServer();
    api ??= await Api.read(await server.json("/api/openapi.json", world.world.tokens["super"]));
    const round = new Round(server, { api, world: world.world, options });
    const begin = index;
    index = await round.run(begin, Math.min(begin + roundSize, from + requests));
    rounds += 1;
    findings.push(...round.findings);
    for (const [status, count] of round.statuses) statuses.set(status, (statuses.get(status) ?? 0) + count);
    for (const key of ["slowestMs", "slowestViewMs", "peakBytes"] as const) most[key] = Math.max(most[key], round[key]);
    onProgress(
      `${index - from} requests in ${Math.round(passed())} s; round of ${index - begin}: slowest answer ${Math.round(round.slowestMs)} ms, ` +
        `slowest view ${Math.round(round.slowestViewMs)} ms, peak ${Math.round(round.peakBytes / MIB)} MiB, ` +
        `then ${Math.round((round.memory?.residentBytes ?? 0) / MIB)} MiB with a heap of ${Math.round((round.memory?.heapBytes ?? 0) / MIB)} MiB; ` +
        `${round.findings.length} findings`,
    );
    for (const finding of round.findings.slice(0, SHOWN)) onProgress(formatFinding(finding, options.seed, begin));
  }
  return { seed: options.seed, findings, statuses, requests: index - from, seconds: passed(), rounds, ...most };
}

function formatFinding({ index, kind, text }: Finding, seed: number, begin: number): string {
  const one = index < begin ? "" : `--seed ${seed} --from ${index} --requests 1 --show, or all before it: `;
  return `FOUND ${kind}: ${text}\n  again: ${one}--seed ${seed} --from ${begin}`;
}

export function formatReport(report: Report): string {
  const kinds = new Map<string, number>();
  for (const { kind } of report.findings) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const statuses = [...report.statuses].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  const found = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(", ");
  return [
    `seed ${report.seed}: ${report.requests} requests in ${Math.round(report.seconds)} s and ${report.rounds} rounds, ` +
      `slowest answer ${Math.round(report.slowestMs)} ms, slowest view ${Math.round(report.slowestViewMs)} ms, ` +
      `peak ${Math.round(report.peakBytes / MIB)} MiB`,
    `answers ${statuses.join(", ")}`,
    found === "" ? "nothing found" : `found ${found}`,
  ].join("\n");
}
