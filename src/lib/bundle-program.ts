/**
 * Runs as a macro, while Bun transpiles or bundles the file that calls it: makes one text of a module, named by its path below
 * `src`, and of what it imports. So the executable needs no further entry point for its threads and processes.
 */
export function bundleProgram(path: string, flags: readonly string[] = ["--minify"]): string {
  const command = [process.execPath, "build", "--target=bun", ...flags, `${import.meta.dir}/../${path}`];
  const { success, stdout, stderr } = Bun.spawnSync(command);
  if (!success) throw new Error(`can't bundle ${path}: ${stderr.toString()}`);
  return stdout.toString();
}
