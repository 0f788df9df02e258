import { testRecordedSet } from "./test-recorded-set.ts";

await testRecordedSet("records");
