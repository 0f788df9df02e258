// What the fuzzer needs within the server: mails go nowhere, and its memory can be asked for.
import { heapStats } from "bun:jsc";
import { definePlugin } from "baobox";

export default definePlugin((app) => {
  app.onMailerSend(() => {});
  app.routes.get("/fuzz/memory", () => {
    Bun.gc(true);
    const { heapSize, objectCount } = heapStats();
    return { heapBytes: heapSize, objects: objectCount, residentBytes: process.memoryUsage.rss() };
  });
});
