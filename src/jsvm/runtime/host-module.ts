import type crypto from "node:crypto";
import type fs from "node:fs";
import type http from "node:http";
import type os from "node:os";
import type path from "node:path";
import type zlib from "node:zlib";

interface HostModules {
  "node:crypto": typeof crypto;
  "node:fs": typeof fs;
  "node:http": typeof http;
  "node:os": typeof os;
  "node:path": typeof path;
  "node:zlib": typeof zlib;
}

/** A module of node, which is loaded when something of it is first used: together they take longer than the rest of a thread's start. */
export function hostModule<Name extends keyof HostModules>(name: Name): HostModules[Name] {
  let loaded: HostModules[Name] | undefined;
  return new Proxy<HostModules[Name]>(Object.create(null), {
    get(_target, member) {
      loaded ??= process.getBuiltinModule(name) as HostModules[Name];
      return Reflect.get(loaded, member) as unknown;
    },
  });
}
