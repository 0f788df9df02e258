// `bun run dev`: serves with --dev, and starts anew when the source of Baobox changes. `bun --watch` would do so for plugins too,
// which the running server replaces by itself.
import { watch } from "node:fs";

const SETTLE_MS = 50;

let child = start();
let isStopped = false;
let restarting: ReturnType<typeof setTimeout> | null = null;

watch(import.meta.dir, { recursive: true }, () => {
  if (restarting !== null) clearTimeout(restarting);
  restarting = setTimeout(() => void restart(), SETTLE_MS);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    isStopped = true;
    child.kill(signal);
    void child.exited.then((code) => process.exit(code));
  });
}

function start(): Bun.Subprocess {
  const command = [process.execPath, `${import.meta.dir}/main.ts`, "serve", "--dev", ...process.argv.slice(2)];
  return Bun.spawn(command, { stdio: ["inherit", "inherit", "inherit"] });
}

async function restart(): Promise<void> {
  const old = child;
  old.kill();
  await old.exited;
  // Another change may have restarted it meanwhile.
  if (!isStopped && child === old) child = start();
}
