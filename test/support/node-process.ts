// A node in a process of its own: says that it leads, and again whether it does for each line that it reads. Ends with its input.
import { openNodes } from "../../src/database/postgres/nodes/open-nodes.ts";
import type { MemberTimes } from "../../src/database/postgres/nodes/postgres-members.ts";
import { silentLog } from "./test-app.ts";

const [url = "", times = ""] = process.argv.slice(2);
const own = { name: "child", version: "1", address: "" };
const nodes = await openNodes({ url, ...own, log: silentLog, times: JSON.parse(times) as MemberTimes });
nodes.members.onReturn(() => process.stdout.write("returned\n"));
while (!nodes.members.isLeader) await Bun.sleep(10);
process.stdout.write("leads\n");
for await (const _ of console) process.stdout.write(nodes.members.isLeader ? "leads\n" : "does not lead\n");
await nodes[Symbol.asyncDispose]();
