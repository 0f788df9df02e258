// Runs a command with a server of PostgreSQL that tests put their databases on:
//   bun test/support/with-postgres.ts bun test test/sdk
import { PostgresServer } from "./postgres-server.ts";

const server = await PostgresServer.start();
const child = Bun.spawn(process.argv.slice(2), {
  env: { ...process.env, BAOBOX_TEST_DATABASE: server.url() },
  stdio: ["inherit", "inherit", "inherit"],
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
process.exitCode = await child.exited;
await server[Symbol.asyncDispose]();
