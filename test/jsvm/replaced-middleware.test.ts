// Middleware of a route takes the place of that of all routes with the same id.
import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const FILE = `
  for (const [name, priority] of [["early", -1100], ["between", -1010], ["late", 5]]) {
    routerUse(new Middleware(\`(e) => { e.response.header().add("X-Order", "\${name}"); return e.next(); }\`, priority, name));
  }
  const own = (name, priority) =>
    new Middleware(\`(e) => { e.response.header().add("X-Order", "own \${name}"); return e.next(); }\`, priority, name);
  routerAdd("GET", "/none", (e) => e.string(200, ""));
  routerAdd("GET", "/early", (e) => e.string(200, ""), own("early", -2000));
  routerAdd("GET", "/between", (e) => e.string(200, ""), own("between", 7));
  routerAdd("GET", "/late", (e) => e.string(200, ""), own("late", 0));
  routerAdd("GET", "/other", (e) => e.string(200, ""), own("other", 0));`;

test("a route's own middleware takes the place of another with its id, at any priority", async () => {
  await using app = await hookApp({ "main.pb.js": FILE });
  const order = async (path: string): Promise<string | null> => (await app.request("GET", path)).headers.get("x-order");
  expect(await order("/none")).toBe("early, between, late");
  expect(await order("/early")).toBe("between, own early, late");
  expect(await order("/between")).toBe("early, late, own between");
  expect(await order("/late")).toBe("early, between, own late");
  expect(await order("/other")).toBe("early, between, own other, late");
  expect(await order("/api/health")).toBe("early, between, late");
});
