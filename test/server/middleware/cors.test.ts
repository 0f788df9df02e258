import { expect, test } from "bun:test";
import { createCors } from "../../../src/server/middleware/cors.ts";
import { testApp } from "../../support/test-app.ts";

test("a star allows every origin", () => {
  expect(createCors(["*"]).allow("https://a.example")).toBe("*");
});

test("listed origins and patterns are allowed, others are not", () => {
  const cors = createCors(["https://a.example", "https://*.b.example", "http://localhost:300?"]);
  expect(cors.allow("https://a.example")).toBe("https://a.example");
  expect(cors.allow("https://x.b.example")).toBe("https://x.b.example");
  expect(cors.allow("http://localhost:3001")).toBe("http://localhost:3001");
  expect(cors.allow("https://a.example.evil")).toBeNull();
  expect(cors.allow("https://aXexample")).toBeNull();
  expect(cors.allow("http://localhost:30011")).toBeNull();
  expect(cors.allow(`https://${"x".repeat(300)}.b.example`)).toBeNull();
});

test("answers name the allowed origin, also errors and answers that a handler built itself", async () => {
  await using app = await testApp({ origins: ["https://a.example"] });
  const ask = (path: string, origin: string) => app.request("GET", path, { headers: { origin } });
  for (const path of ["/api/health", "/api/missing"]) {
    const allowed = await ask(path, "https://a.example");
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://a.example");
    expect(allowed.headers.get("vary")).toContain("Origin");
    expect((await ask(path, "https://b.example")).headers.get("access-control-allow-origin")).toBeNull();
  }
});

test("a preflight is answered for any path", async () => {
  await using app = await testApp();
  const headers = {
    origin: "https://a.example",
    "access-control-request-method": "PATCH",
    "access-control-request-headers": "authorization,x-mine",
  };
  const response = await app.request("OPTIONS", "/api/whatever", { headers });
  expect(response.status).toBe(204);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.get("access-control-allow-methods")).toBe("GET,HEAD,PUT,PATCH,POST,DELETE");
  expect(response.headers.get("access-control-allow-headers")).toBe("authorization,x-mine");
  expect((await app.request("OPTIONS", "/api/whatever")).status).toBe(204);
});
