import { expect, test } from "bun:test";
import { clientAddress } from "../../../src/server/middleware/client-address.ts";

const request = new Request("http://x/", {
  headers: { "x-forwarded-for": "nonsense, 1.1.1.1, 2001:db8::1, ", "x-real-ip": "" },
});

test("no header is trusted by default", () => {
  expect(clientAddress(request, "10.0.0.1", { headers: [], useLeftmostIP: false })).toBe("10.0.0.1");
});

test("of a trusted header the last address counts, or the first", () => {
  const headers = ["X-Real-IP", "X-Forwarded-For"];
  expect(clientAddress(request, "10.0.0.1", { headers, useLeftmostIP: false })).toBe(
    "2001:0db8:0000:0000:0000:0000:0000:0001",
  );
  expect(clientAddress(request, "10.0.0.1", { headers, useLeftmostIP: true })).toBe("1.1.1.1");
});

test("without a usable address the connection's own counts", () => {
  expect(clientAddress(request, "::ffff:10.0.0.1", { headers: ["X-Real-IP", "Forwarded"], useLeftmostIP: true })).toBe(
    "10.0.0.1",
  );
});
