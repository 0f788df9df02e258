import { asScript, type Overwriting } from "./built-ins.ts";
import { server } from "./server.ts";

/**
 * Runs what a message asks for of scripts, and then what its promises have left to do: as in PocketBase, before anything else, and
 * not within the run of a later request.
 */
export function runScript<Result>(overwrites: Overwriting, work: () => Result): Result {
  return asScript(overwrites, () => {
    try {
      return work();
    } finally {
      server.settle();
    }
  });
}
