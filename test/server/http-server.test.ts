import { expect, test } from "bun:test";
import { networkInterfaces } from "node:os";
import { testApp } from "../support/test-app.ts";

test.each(["a", "app", "a.b", "localhost"])("the path of a request to the host %s is found", async (host) => {
  await using app = await testApp();
  const { port } = app.server.listen({ hostname: "127.0.0.1", port: 0 });
  // Neither of Bun's own routes: Elysia reads the path.
  const page = await fetch(`http://127.0.0.1:${port}/_/`, { headers: { host } });
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html;charset=utf-8"]);
  await app.server.stop(1000);
});

test("headers and addresses may be as long as in PocketBase", async () => {
  await using app = await testApp();
  const { port } = app.server.listen({ hostname: "127.0.0.1", port: 0 });
  // The limit is raised once this is loaded.
  await import("node:http");
  const ask = async (path: string, cookie: string) => {
    const { status, headers } = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { cookie, origin: "http://a.b" },
    });
    return [status, headers.get("access-control-allow-origin")];
  };
  expect(await ask("/api/health", "a".repeat(900_000))).toEqual([200, "*"]);
  expect(await ask(`/api/collections/users/records?filter=${"a".repeat(900_000)}`, "")).toEqual([400, "*"]);
  expect(await ask("/api/health", "a".repeat(1_100_000))).toEqual([431, null]);
  await app.server.stop(1000);
});

test.skipIf(!hasIpv6())("a socket of both families writes addresses of IPv4 as such", async () => {
  const addresses: string[] = [];
  const activityLog = {
    record: ({ call }: { call: { remoteAddress: string } }) => void addresses.push(call.remoteAddress),
  };
  await using app = await testApp({ activityLogs: [activityLog] });
  const { port } = app.server.listen({ hostname: "::", port: 0 });
  await fetch(`http://127.0.0.1:${port}/api/collections/users/records`);
  await fetch(`http://[::1]:${port}/api/collections/users/records`);
  expect(addresses).toEqual(["127.0.0.1", "::1"]);
  await app.server.stop(1000);
});

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ family }) => family === "IPv6"));
}

test("JSON bodies end with a newline", async () => {
  await using app = await testApp();
  expect((await app.request("GET", "/api/health")).text).toEndWith("}\n");
  expect((await app.request("GET", "/api/nothing")).text).toEndWith("}\n");
});

test("as many connections are closed after their answers as were asked for", async () => {
  await using app = await testApp();
  const { port } = app.server.listen({ hostname: "127.0.0.1", port: 0 });
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).headers.get("connection");
  expect(await ask("/api/health")).not.toBe("close");
  app.server.shedConnections(2);
  const answers = [await ask("/api/health"), await ask("/api/missing"), await ask("/api/health")];
  expect(answers.filter((connection) => connection === "close")).toHaveLength(2);
  await app.server.stop(1000);
});
