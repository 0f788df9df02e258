import { expect, test } from "bun:test";
import { expandAddress, isAddressListed, parseAddress, parseSubnet } from "../../src/lib/ip-address.ts";

test.each([
  ["127.0.0.1", "127.0.0.1"],
  ["::1", "0000:0000:0000:0000:0000:0000:0000:0001"],
  ["2001:db8::8a2e:370:7334", "2001:0db8:0000:0000:0000:8a2e:0370:7334"],
  ["::ffff:10.1.2.3", "10.1.2.3"],
  ["fe80::1%eth0", "fe80:0000:0000:0000:0000:0000:0000:0001"],
])("%s is written out as %s", (address, expanded) => {
  expect(expandAddress(address)).toBe(expanded);
});

test.each(["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", ":::", "1::2::3", "g::1", "1:2:3:4:5:6:7", "localhost"])(
  "%p is no address",
  (text) => {
    expect(parseAddress(text)).toBeNull();
  },
);

test("subnets need a prefix that fits", () => {
  expect(parseSubnet("10.0.0.0/8")?.prefix).toBe(8);
  expect(parseSubnet("10.0.0.0/33")).toBeNull();
  expect(parseSubnet("10.0.0.0/")).toBeNull();
  expect(parseSubnet("10.0.0.0")).toBeNull();
  expect(parseSubnet("fd00::/129")).toBeNull();
});

test("a list holds addresses and subnets of both versions", () => {
  const list = ["10.1.0.0/16", "192.168.1.7", "fd00::/8", "2001:db8::1"];
  expect(isAddressListed(list, "10.1.200.3")).toBe(true);
  expect(isAddressListed(list, "10.2.0.1")).toBe(false);
  expect(isAddressListed(list, "192.168.1.7")).toBe(true);
  expect(isAddressListed(list, "192.168.1.8")).toBe(false);
  expect(isAddressListed(list, "fd12:3456::1")).toBe(true);
  expect(isAddressListed(list, "2001:0db8:0000:0000:0000:0000:0000:0001")).toBe(true);
  expect(isAddressListed(list, "nonsense")).toBe(false);
  expect(isAddressListed(["0.0.0.0/0"], "8.8.8.8")).toBe(true);
});
