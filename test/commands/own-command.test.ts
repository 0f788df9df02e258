import { expect, test } from "bun:test";
import { type Start, ownCommand } from "../../src/commands/own-command.ts";

const SOURCE: Start = {
  isExecutable: false,
  execPath: "/home/a/.bun/bin/bun",
  main: "/home/a/baobox/src/main.ts",
  cwd: "/home/a/baobox",
  which: () => null,
};
const EXECUTABLE: Start = { ...SOURCE, isExecutable: true, execPath: "/srv/app/baobox", cwd: "/srv/app" };
const NPX_BUN = "/home/a/.npm/_npx/1f2e/node_modules/bun/bin/bun.exe";

test.each<[string, Start, string]>([
  ["from a clone", SOURCE, "bun run baobox"],
  ["from a clone, with Node only", { ...SOURCE, execPath: NPX_BUN }, `npx -y bun@${Bun.version} run baobox`],
  ["from another folder", { ...SOURCE, cwd: "/tmp" }, "bun /home/a/baobox/src/main.ts"],
  ["as a package", { ...SOURCE, main: "/srv/node_modules/baobox/dist/npm/main.js" }, "bun x baobox"],
  ["as a part of a program", { ...SOURCE, main: "/srv/app/main.ts", cwd: "/srv/app" }, "bun ./main.ts"],
  ["as an executable", EXECUTABLE, "./baobox"],
  ["as an executable elsewhere", { ...EXECUTABLE, cwd: "/" }, "./srv/app/baobox"],
  ["as an executable that is not below", { ...EXECUTABLE, cwd: "/home" }, "/srv/app/baobox"],
  ["as a command of the shell", { ...EXECUTABLE, which: () => "/srv/app/baobox" }, "baobox"],
  ["from a path with blanks", { ...EXECUTABLE, execPath: "/srv/app/my app/baobox" }, '"./my app/baobox"'],
])("%s", (_, start, command) => {
  expect(ownCommand(start)).toBe(command);
});
