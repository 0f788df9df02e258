import { join } from "node:path";

/** What a browser loads of the client, and what goes with it. */
export interface ClientFiles {
  readonly script: string;
  readonly sourceMap: string;
  readonly types: string;
}

/** Makes the files of the client from its source folder. Rejects where the source can't be built. */
export async function bundleClient(folder: string): Promise<ClientFiles> {
  const { outputs } = await Bun.build({
    entrypoints: [join(folder, "client.ts")],
    target: "browser",
    format: "esm",
    minify: true,
    sourcemap: "linked",
    naming: "[name].[ext]",
  });
  const textOf = async (kind: string): Promise<string> => {
    const output = outputs.find((one) => one.kind === kind);
    if (output === undefined) throw new Error(`the client was built without its ${kind}`);
    return output.text();
  };
  const [script, sourceMap, types] = await Promise.all([
    textOf("entry-point"),
    textOf("sourcemap"),
    Bun.file(join(folder, "public.d.ts")).text(),
  ]);
  return { script, sourceMap, types };
}
