import { expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

test("a reader process can be started after an update has replaced the executable", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reader-process-"));
  using _folder = { [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
  const [running, update] = [join(folder, "running"), join(folder, "update")];
  for (const file of [running, update]) copyFileSync(process.execPath, file);
  const answering = `process.on("message", ({ request }) => request && process.send({ json: "[1]" }));`;
  const script = `
    import { renameSync } from "node:fs";
    import { startReaderProcess } from ${JSON.stringify(join(import.meta.dir, "../../../src/database/sqlite/reader-process.ts"))};
    renameSync(${JSON.stringify(update)}, ${JSON.stringify(running)});
    const reader = startReaderProcess(${JSON.stringify(answering)}, {}, () => {});
    console.log(JSON.stringify(await reader.run({ mode: "all", sql: "", parameters: [], limitMs: 1000 })));
    reader.terminate();`;
  const program = Bun.spawn([running, "-e", script], { stdout: "pipe", stderr: "pipe" });
  const [output, errors] = await Promise.all([
    new Response(program.stdout).text(),
    new Response(program.stderr).text(),
  ]);
  expect([output.trim(), errors]).toEqual(["[1]", ""]);
});
