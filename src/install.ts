// Brings the packages up to date before a script runs, and says so where that takes a while: the first time.
import { existsSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");

if (!existsSync(join(ROOT, "node_modules")))
  console.log("Installing packages. This is done once and takes some seconds …");
const command = [process.execPath, "install", "--frozen-lockfile", "--silent"];
const { exitCode } = Bun.spawnSync(command, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
process.exitCode = exitCode;
