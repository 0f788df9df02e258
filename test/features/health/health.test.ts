import { expect, test } from "bun:test";
import { testApp } from "../../support/test-app.ts";

test("guests learn that the server is healthy and nothing else", async () => {
  await using app = await testApp();
  const response = await app.request("GET", "/api/health");
  expect(response.status).toBe(200);
  expect(response.text).toBe('{"message":"API is healthy.","code":200,"data":{}}\n');
});

test("superusers see their address and which proxy header may be trusted", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const response = await app.request("GET", "/api/health", { token, headers: { "fly-client-ip": "1.2.3.4" } });
  expect(response.json).toEqual({
    message: "API is healthy.",
    code: 200,
    data: { canBackup: true, possibleProxyHeader: "Fly-Client-IP", realIP: "127.0.0.1" },
  });
});

test("the header that the examples for nginx and Caddy set is found, too", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const { json } = await app.request("GET", "/api/health", { token, headers: { "x-real-ip": "1.2.3.4" } });
  expect(json).toMatchObject({ data: { possibleProxyHeader: "X-Real-IP" } });
});

test("HEAD is answered by the route of GET", async () => {
  await using app = await testApp();
  expect((await app.request("HEAD", "/api/health")).status).toBe(200);
});
