#!/usr/bin/env bun
import { runProgram } from "./commands/run-program.ts";
import "./plugin.ts";

await runProgram({ name: "baobox", args: process.argv.slice(2), defaults: {}, builtIn: [], migrations: {} });
