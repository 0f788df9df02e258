import { type App, openApp } from "../app.ts";
import { createConsoleLog } from "../lib/console-log.ts";
import type { Context } from "../model/context.ts";
import { appOptions } from "./app-flags.ts";
import type { Input } from "./command-line.ts";

type Tell = (line: string) => void;

/** Runs the work of a command on its data directory. What is logged goes to `tell`. */
export async function withContext<T>(input: Input, tell: Tell, work: (context: Context) => Promise<T>): Promise<T> {
  await using app = await openCommandApp(input, tell);
  return await work(app.context);
}

export function openCommandApp(input: Input, tell: Tell): Promise<App> {
  const options = appOptions(input);
  return openApp(options, createConsoleLog(options.isDevelopment ? "debug" : "warn", tell));
}
