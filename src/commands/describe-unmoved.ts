import type { Unmoved } from "../lib/directory-swap.ts";

/** What a restore tells of the folders that it could not move, a line each. */
export function describeUnmoved({ exchanged, left }: Unmoved): string[] {
  return [
    ...exchanged.map((name) => `the folder ${name} is a mount or a link: it was kept, with the content of the backup`),
    ...left.map((name) => `the folder ${name} is a mount or a link and not in the backup: it was left unchanged`),
  ];
}
