// A program with Baobox in it that several processes run: `bun main.ts DIR`.
import { Baobox } from "baobox";

const baobox = new Baobox({ dir: process.argv[2] ?? "pb_data", http: "127.0.0.1:0", workers: 2 });
baobox.onRecordCreate("users", async (e) => {
  e.record["name"] = `by ${process.pid}`;
  await e.next();
});
baobox.routes.get("/api/pid", () => ({ pid: process.pid }));
baobox.routes.post("/api/stop", () => {
  void baobox.stop();
  return { pid: process.pid };
});
const { url } = await baobox.start();
console.log(`process ${process.pid} knows ${url}`);
try {
  console.log(`users: ${await baobox.records.count("users")}`);
} catch (error) {
  console.log(String(error));
}
// A program that would go on for ever.
setInterval(() => undefined, 1000);
