import type { Command } from "./command-line.ts";

export const superuserCommands: readonly Command[] = [];
