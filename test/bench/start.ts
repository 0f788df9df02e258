/**
 * How long the executable takes to start, and what it holds when idle, beside a bare compiled server and PocketBase:
 *
 *     bun run build && bun test/bench/start.ts [--runs 9] [--program dist/baobox] [--pocketbase PATH]
 *
 * The programs take turns, so that all meet the same machine. Times are medians from the spawn to the first answer (or to the end,
 * for `--version`), CPU is that of the process up to then; memory is the resident size two seconds later.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "9" },
    program: { type: "string", default: "dist/baobox" },
    pocketbase: { type: "string" },
  },
});
const IDLE_AFTER_MS = 2000;
const SERVER = `Bun.serve({ hostname: "127.0.0.1", port: Number(process.argv.at(-1)), fetch: () => new Response("ok") });`;

interface Sample {
  readonly ms: number;
  readonly cpuMs: number;
  readonly idleMiB: number | null;
}

interface Case {
  readonly name: string;
  run(): Promise<Sample>;
}

const work = mkdtempSync(join(tmpdir(), "baobox-start-"));
try {
  await main();
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const cases = await prepareCases();
  const samples = new Map<string, Sample[]>(cases.map(({ name }) => [name, []]));
  for (let run = 0; run < Number(values.runs); run += 1) {
    for (const one of cases) samples.get(one.name)?.push(await one.run());
  }
  const bare = median((samples.get("bare server") ?? []).map(({ ms }) => ms));
  for (const [name, taken] of samples) {
    const ms = median(taken.map((sample) => sample.ms));
    const idle = taken.flatMap(({ idleMiB }) => idleMiB ?? []);
    const columns = [
      name.padEnd(30),
      `${ms.toFixed(0)} ms`.padStart(8),
      `${(ms / bare).toFixed(1)} x bare`.padStart(12),
      `CPU ${median(taken.map(({ cpuMs }) => cpuMs)).toFixed(0)} ms`.padStart(12),
      idle.length > 0 ? `idle ${median(idle).toFixed(1)} MiB` : "",
    ];
    console.log(columns.join(""));
  }
}

async function prepareCases(): Promise<Case[]> {
  const bare = await buildBare();
  const program = resolve(values.program);
  const cases: Case[] = [
    { name: "bare server", run: () => serve((port) => [bare, String(port)], "/") },
    { name: "baobox --version", run: () => finish([program, "--version"]) },
    ...(await serveCases("baobox", program)),
  ];
  if (values.pocketbase !== undefined) cases.push(...(await serveCases("pocketbase", resolve(values.pocketbase))));
  return cases;
}

async function buildBare(): Promise<string> {
  const [source, outfile] = [join(work, "bare.ts"), join(work, "bare")];
  await Bun.write(source, SERVER);
  const { success, logs } = await Bun.build({
    entrypoints: [source],
    target: "bun",
    format: "esm",
    minify: true,
    bytecode: true,
    compile: { outfile },
  });
  if (!success) throw new AggregateError(logs, "the bare server was not built");
  return outfile;
}

/** The existing directory is as after a first start with a superuser: neither installs anything when it starts again. */
async function serveCases(name: string, program: string): Promise<Case[]> {
  const existing = join(work, `${name}-existing`);
  await finish([program, "superuser", "upsert", "bench@example.com", "1234567890", "--dir", existing]);
  const command = (dir: string) => (port: number) => [program, "serve", "--dir", dir, "--http", `127.0.0.1:${port}`];
  await serve(command(existing), "/api/health");
  return [
    { name: `${name} serve, existing`, run: () => serve(command(existing), "/api/health") },
    {
      name: `${name} serve, new`,
      async run() {
        const fresh = join(work, `${name}-new`);
        rmSync(fresh, { recursive: true, force: true });
        return serve(command(fresh), "/api/health");
      },
    },
  ];
}

async function finish(command: readonly string[]): Promise<Sample> {
  const begun = performance.now();
  const child = Bun.spawn([...command], { cwd: work, stdio: ["ignore", "ignore", "inherit"] });
  const code = await child.exited;
  const ms = performance.now() - begun;
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}`);
  return { ms, cpuMs: Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1000, idleMiB: null };
}

async function serve(command: (port: number) => readonly string[], path: string): Promise<Sample> {
  const port = freePort();
  const begun = performance.now();
  const child = Bun.spawn([...command(port)], { cwd: work, stdio: ["ignore", "ignore", "ignore"] });
  try {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => null);
      if (answer?.ok === true) break;
      if (child.exitCode !== null) throw new Error(`${command(port).join(" ")} ended with ${child.exitCode}`);
      await Bun.sleep(1);
    }
    const ms = performance.now() - begun;
    const cpuMs = readCpuMs(child.pid);
    await Bun.sleep(IDLE_AFTER_MS);
    return { ms, cpuMs, idleMiB: readResidentMiB(child.pid) };
  } finally {
    child.kill("SIGTERM");
    await child.exited;
  }
}

function freePort(): number {
  using server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  return server.port;
}

/** Of all its threads, in ticks of 10 ms; 0 where there is no /proc. */
function readCpuMs(pid: number): number {
  const fields = readProc(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10;
}

function readResidentMiB(pid: number): number | null {
  const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readProc(`/proc/${pid}/status`)) ?? [];
  return kib === undefined ? null : Number(kib) / 1024;
}

function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
