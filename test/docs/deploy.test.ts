// The files for Docker and systemd are what the pages show, and have hashes of what they take from outside.
import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { packageManager } from "../../package.json";
import { RELEASE_TARGETS, RUNTIME_VERSION } from "../../src/build/release-targets.ts";

const ROOT = resolve(import.meta.dir, "../..");
const read = (path: string): Promise<string> => Bun.file(join(ROOT, path)).text();

test("the pages show the files as they are", async () => {
  expect(await read("docs/systemd.md")).toContain(`\`\`\`ini\n${await read("deploy/baobox.service")}\`\`\``);
  expect(await read("docs/docker.md")).toContain(`\`\`\`yaml\n${await read("deploy/compose.yaml")}\`\`\``);
  expect(await read("docs/nodes.md")).toContain(`\`\`\`caddy\n${await read("deploy/nodes/Caddyfile")}\`\`\``);
});

test("the files for Compose are YAML, and name files that there are or that the page tells to make", async () => {
  const compose = Bun.YAML.parse(await read("deploy/compose.yaml")) as Record<string, Record<string, unknown>>;
  expect(Object.keys(compose["services"] ?? {})).toEqual(["baobox"]);
  const monitoring = Bun.YAML.parse(await read("deploy/compose.monitoring.yaml")) as typeof compose;
  expect(Object.keys(monitoring["services"] ?? {})).toEqual(["baobox", "prometheus"]);
  expect(Bun.YAML.parse(await read("deploy/prometheus.yaml"))).toEqual({
    scrape_configs: [{ job_name: "baobox", static_configs: [{ targets: ["baobox:9091"] }] }],
  });
});

test("the nodes for Compose are alike but for their names, and the balancer knows them all", async () => {
  const { services } = Bun.YAML.parse(await read("deploy/nodes/compose.yaml")) as {
    services: Record<string, { environment?: Record<string, string> }>;
  };
  const nodes = Object.entries(services).filter(([name]) => name.startsWith("node"));
  expect(nodes.map(([, { environment }]) => environment?.["BAOBOX_NODE"])).toEqual(["node1", "node2", "node3"]);
  const alike = new Set(
    nodes.map(([, node]) => JSON.stringify({ ...node, environment: { ...node.environment, BAOBOX_NODE: "" } })),
  );
  expect(alike.size).toBe(1);
  const balancer = await read("deploy/nodes/Caddyfile");
  expect(balancer).toContain(`reverse_proxy ${nodes.map(([name]) => `${name}:8090`).join(" ")} {`);
  const settings = JSON.parse(await read("deploy/nodes/settings.json")) as Record<string, { enabled?: boolean }>;
  expect(settings["s3"]?.enabled).toBe(true);
});

test("what the image takes from outside has a hash", async () => {
  const dockerfile = await read("Dockerfile");
  const images = [...dockerfile.matchAll(/^FROM (?:--\S+ )?(\S+)/gm)].map(([, image]) => image);
  expect(images).toHaveLength(2);
  expect(new Set(images).size).toBe(1);
  expect(images[0]).toMatch(/^debian:trixie-slim@sha256:[0-9a-f]{64}$/);
  expect(dockerfile).toContain(`@${RUNTIME_VERSION}")`);
  expect([...dockerfile.matchAll(/ name=linux-\S+ sha256=[0-9a-f]{64} /g)]).toHaveLength(2);
  expect(packageManager).toBe(`bun@${RUNTIME_VERSION}`);
  expect(new Set(RELEASE_TARGETS.map(({ integrity }) => integrity)).size).toBe(RELEASE_TARGETS.length);
});

test("the page of updates names every target of a release", async () => {
  const page = await read("docs/updating.md");
  expect(RELEASE_TARGETS.map(({ name }) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

const analyze = Bun.which("systemd-analyze");
test.skipIf(analyze === null)("systemd reads the unit, and finds it hardened", async () => {
  const args = ["security", "--offline=true", "--no-pager", "--threshold=15", "deploy/baobox.service"];
  const child = Bun.spawn([analyze ?? "", ...args], { cwd: ROOT, stdout: "pipe", stderr: "pipe" });
  const output = await new Response(child.stdout).text();
  expect(output).toMatch(/Overall exposure level for baobox\.service: 1\.\d OK/);
  // More than 1.5 of 10.
  expect(await child.exited).toBe(0);
});
