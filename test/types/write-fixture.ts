// Writes baobox-types.ts anew after a change of what `baobox types` writes: `bun test/types/write-fixture.ts`.
import { collectionTypes } from "./collections.ts";

await Bun.write(`${import.meta.dir}/baobox-types.ts`, await collectionTypes());
