import { expect, test } from "bun:test";
import { runKillRounds } from "./kill-rounds.ts";

const ROUNDS = 2;
const TIMEOUT_MS = 120_000;

test(
  "acknowledged writes and the databases survive kill -9",
  async () => {
    let records = 0;
    await runKillRounds(ROUNDS, (_, state) => {
      records = state.records;
    });
    expect(records).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
