import { join } from "node:path";
import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { license, version } from "../../package.json";
import { embedBuildTarget } from "./embed.ts";
import type { ProgramParts } from "./executable.ts";

const ROOT = join(import.meta.dir, "../..");
/** The package that a module is of, which may be within another one. */
const PACKAGE = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly description?: string;
}

/**
 * What the executable is made of, as CycloneDX 1.6 in JSON: the packages that the bundles of server, dashboard and client really hold, and
 * Bun's runtime.
 */
export async function billOfMaterials({ plugins }: ProgramParts, time: Date): Promise<string> {
  const folders = new Set([
    ...(await packagesOf(["src/main.ts"], { target: "bun", plugins: [...plugins, embedBuildTarget("")] })),
    ...(await packagesOf(["admin/index.html", "admin/reference.html", "admin/docs.html"], {
      loader: { ".woff2": "file" },
    })),
  ]);
  const program = component(Enums.ComponentType.Application, { name: "baobox", version, license });
  const found = await Promise.all([...folders].map(manifestIn));
  const parts = found.map((manifest) => component(Enums.ComponentType.Library, manifest));
  parts.push(component(Enums.ComponentType.Platform, { name: "bun", version: Bun.version, license: "MIT" }));
  for (const part of parts) program.dependencies.add(part.bomRef);
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: program, timestamp: time }) });
  for (const part of parts) bom.components.add(part);
  const form = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return `${new Serialize.JsonSerializer(form).serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** The folders of the packages whose modules a bundle holds. */
async function packagesOf(entries: readonly string[], options: Partial<Bun.BuildConfig>): Promise<Set<string>> {
  const entrypoints = entries.map((entry) => join(ROOT, entry));
  const { metafile } = await Bun.build({ ...options, entrypoints, root: ROOT, metafile: true } as Bun.BuildConfig);
  const folders = new Set<string>();
  for (const input of Object.keys(metafile?.inputs ?? {})) {
    const folder = PACKAGE.exec(input)?.[1];
    if (folder !== undefined) folders.add(folder);
  }
  if (folders.size === 0) throw new Error(`no package is a part of ${entries.join(", ")}`);
  return folders;
}

async function manifestIn(folder: string): Promise<Manifest> {
  return (await Bun.file(join(ROOT, folder, "package.json")).json()) as Manifest;
}

function component(type: Enums.ComponentType, manifest: Manifest): Models.Component {
  const { name: whole, version: its, license: terms, description } = manifest;
  const [, group, name = whole] = /^(@[^/]+)\/(.+)$/.exec(whole) ?? [];
  const purl = `pkg:npm/${group === undefined ? "" : `${encodeURIComponent(group)}/`}${name}@${its}`;
  const licenses = new Models.LicenseRepository();
  if (terms !== undefined) licenses.add(new Models.LicenseExpression(terms));
  return new Models.Component(type, name, {
    bomRef: purl,
    version: its,
    purl,
    licenses,
    ...(group === undefined ? {} : { group }),
    ...(description === undefined ? {} : { description }),
  });
}
