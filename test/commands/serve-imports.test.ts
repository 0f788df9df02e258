import { expect, test } from "bun:test";
import { dirname, join, relative } from "node:path";

const root = join(import.meta.dir, "../..");

/** What few servers need in their first second, or at all. */
const LATER = [
  "src/lib/oauth2/registry.ts",
  "src/database/sqlite/index-advisor.ts",
  "src/features/auth/auth-with-password.ts",
  "src/features/backups/create.ts",
  "src/features/collections/create.ts",
  "src/features/files/download-file.ts",
  "src/features/overview/show-overview.ts",
  "src/features/records/openapi.ts",
  "src/features/settings/update-settings.ts",
  "src/lib/mime/type-of.ts",
  "src/migrations/migration-runner.ts",
  "src/model/backups/create-backup.ts",
  "src/model/migrations/upgrade-old-directory.ts",
  "src/plugins/host/loaded-plugin.ts",
];
/** What is not loaded when a server is idle either, with the reason. */
const AT_NEED: Record<string, string> = {
  "src/database/postgres/nodes/job-claims.ts": "for nodes alone",
  "src/database/postgres/nodes/open-nodes.ts": "for nodes alone",
  "src/database/postgres/nodes/restore-turn.ts": "for nodes alone",
  "src/database/postgres/open.ts": "loaded at the start, for PostgreSQL",
  "src/database/postgres/staged-schemas.ts": "loaded at the start, for PostgreSQL",
  "src/jsvm/loaded-hooks.ts": "12 MiB; loaded at the start where there are hook files",
  "src/jsvm/migration-scripts.ts": "loaded at the start where there are migrations as JavaScript",
  "src/lib/age-passphrase.ts": "5 MiB with its packages, for encrypted backups",
  "src/lib/bus/node-bus.ts": "loaded at the start, for nodes",
  "src/lib/image/avif/embedded-avif-program.ts": "2 MiB, for AVIF",
  "src/lib/s3/client.ts": "6 MiB with its packages; loaded at the start where a bucket is set",
  "src/lib/tracing/open-telemetry.ts": "loaded at the start where traces are sent",
  "src/migrations/automigrate.ts": "loaded at the start with --automigrate",
  "src/server/bundle-client.ts": "a build, made of the source at the first visit",
  "src/server/bundle-dashboard.ts": "as above",
  "src/server/dashboard-pages.ts": "as above",
  "src/server/embedded-client.ts": "as above",
  "src/server/metrics-listener.ts": "loaded at the start with --metrics",
};
/** Of this repository alone: each takes part of a millisecond of every start. */
const MAX_MODULES = 560;

async function importedBy(module: string, afterwards = ""): Promise<string[]> {
  const load = `await import(${JSON.stringify(join(root, module))}); ${afterwards}`;
  const script = `${load}; console.log(JSON.stringify(Object.keys(require.cache)))`;
  const text = await Bun.$`${process.execPath} -e ${script}`.cwd(root).text();
  return (JSON.parse(text) as string[]).map((path) => relative(root, path)).filter((path) => path.startsWith("src/"));
}

/** The modules that the loaded ones import when they need them. */
async function importedLater(modules: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    modules.map(async (module) => {
      const text = await Bun.file(join(root, module)).text();
      const paths = [...text.matchAll(/(?<!typeof )\bimport\("(\.[^"]+)"\)/g)].map(([, path = ""]) => path);
      return paths.map((path) => relative(root, join(root, dirname(module), path)));
    }),
  );
  return [...new Set(found.flat())];
}

test("a start loads what it needs, and the rest when it is first asked for", async () => {
  const imported = await importedBy("src/commands/serve-alone.ts");
  expect(imported).toContain("src/app.ts");
  expect(imported.filter((path) => LATER.includes(path))).toEqual([]);
  expect(imported.length).toBeLessThanOrEqual(MAX_MODULES);
});

test("what is loaded after the start leaves nothing for later that an update of files could change, but what is listed", async () => {
  const lazy = JSON.stringify(join(root, "src/lib/lazy.ts"));
  const overview = JSON.stringify(join(root, "src/features/overview/routes.ts"));
  // Each app has its own.
  const loading = `(await import(${overview})).overviewRoutes(null);
    await (await import(${lazy})).loadTheRest(() => Promise.resolve(true))`;
  const loaded = await importedBy("src/commands/serve-alone.ts", loading);
  const later = (await importedLater(loaded)).filter((path) => !path.startsWith("src/commands/"));
  expect(later.filter((path) => !loaded.includes(path)).toSorted()).toEqual(Object.keys(AT_NEED));
});
