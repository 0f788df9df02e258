/**
 * Runs as a macro, while Bun transpiles or bundles the file that calls it: makes one text of a module beside this file and of
 * what it imports. So the executable needs no further entry point for its threads and processes.
 */
export function bundleProgram(fileName: string): string {
  const command = [process.execPath, "build", "--target=bun", "--minify", `${import.meta.dir}/${fileName}`];
  const { success, stdout, stderr } = Bun.spawnSync(command);
  if (!success) throw new Error(`can't bundle ${fileName}: ${stderr.toString()}`);
  return stdout.toString();
}
