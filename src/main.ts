#!/usr/bin/env bun
import { providePublicModule } from "./commands/public-module.ts";
import { runProgram } from "./commands/run-program.ts";

// Not imported above: it knows the whole server, which `--version` does not need.
providePublicModule(() => import("./plugin.ts"));
await runProgram({ name: "baobox", args: process.argv.slice(2), defaults: {}, builtIn: [], migrations: {} });
