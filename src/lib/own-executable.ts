/** Linux has this at the end of the path of a program whose file was replaced while it ran. */
const DELETED = / \(deleted\)$/;

/** Starts the very program that runs, whatever an update has put at its path. Elsewhere than on Linux only the path leads to it. */
export const OWN_EXECUTABLE = process.platform === "linux" ? "/proc/self/exe" : process.execPath;

/** Where the running program was started from. */
export function executablePath(): string {
  return process.execPath.replace(DELETED, "");
}
