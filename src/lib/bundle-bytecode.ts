import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

export interface BytecodeProgram {
  /** A CommonJS module, with the comments by which Bun looks for its bytecode beside it. */
  readonly code: string;
  /** Compressed, in base64. */
  readonly bytecode: string;
}

/** Runs as a macro, as `bundleProgram`, and compiles the program as well. What was compiled for another Bun is not used by Bun. */
export function bundleBytecode(path: string, flags: readonly string[] = []): BytecodeProgram {
  const folder = mkdtempSync(join(tmpdir(), "baobox-build-"));
  try {
    const command = [process.execPath, "build", "--target=bun", "--format=cjs", "--bytecode", `--outdir=${folder}`];
    const { success, stderr } = Bun.spawnSync([...command, ...flags, `${import.meta.dir}/../${path}`]);
    if (!success) throw new Error(`can't bundle ${path}: ${stderr.toString()}`);
    const file = join(folder, basename(path).replace(/\.ts$/, ".js"));
    const bytecode = Bun.gzipSync(readFileSync(`${file}.jsc`));
    return { code: readFileSync(file, "utf8"), bytecode: Buffer.from(bytecode).toString("base64") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
