import type { Unmoved } from "../lib/directory-swap.ts";

/** What a restore tells of the folders that it could not move, a line each. */
export function describeUnmoved({ exchanged, left }: Unmoved): string[] {
  return [
    ...exchanged.map((name) => `the folder ${name} is mounted or a link: it stays, its content is that of the backup`),
    ...left.map((name) => `the folder ${name} is mounted or a link, and the backup has none: it stays as it was`),
  ];
}
