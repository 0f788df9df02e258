import { expect, test } from "bun:test";
import {
  readLetters,
  readPayload,
  writeLetters,
  writePayload,
} from "../../../../src/database/postgres/nodes/mail-batch.ts";
import { MailInbox } from "../../../../src/database/postgres/nodes/mail-inbox.ts";
import { MailOutbox, type Sending } from "../../../../src/database/postgres/nodes/mail-outbox.ts";

function inbox() {
  const [heard, wanted]: [string[], Readonly<Record<string, number>>[]] = [[], []];
  let lost = 0;
  const box = new MailInbox({
    ownId: "me",
    onLetter: (from, { frame }) => heard.push(`${from} ${frame}`),
    onLost: () => (lost += 1),
    want: (have) => wanted.push(have),
  });
  return { box, heard, wanted, lost: () => lost };
}

function content(...frames: string[]): string {
  return writeLetters(frames.map((frame) => ({ to: null, frame })));
}

test("letters and payloads are read as they were written", () => {
  const letters = [
    { to: null, frame: 'a\n"ü😀' },
    { to: "x", frame: "" },
    { to: "y", frame: "b c\n" },
  ];
  expect([...readLetters(writeLetters(letters))]).toEqual(letters);
  const payloads = [
    { kind: "batch", from: "x", number: 3, content: "a b\n\nc" },
    { kind: "stored", from: "x", number: 4 },
    { kind: "lost", from: "x", number: 4 },
    { kind: "at", from: "x", number: 4 },
    { kind: "wanted", from: "x", have: { y: 7 } },
  ] as const;
  for (const payload of payloads) expect(readPayload(writePayload(payload))).toEqual(payload);
});

test("batches are passed on in their order, each once, and only what is for this node", () => {
  const { box, heard, lost } = inbox();
  box.receive("a", 5, content("5"));
  box.receive("a", 7, content("7"));
  box.receive("b", 1, writeLetters([{ to: "other", frame: "no" }]) + writeLetters([{ to: "me", frame: "yes" }]));
  box.receive("a", 6, content("6", "6b"));
  for (const number of [4, 5, 6, 7]) box.receive("a", number, content("again"));
  // The first one of its sender is still being read.
  box.announced("c", 3);
  box.receive("c", 4, content("4"));
  box.receive("c", 3, content("3"));
  expect(heard).toEqual(["a 5", "b yes", "a 6", "a 6b", "a 7", "c 3", "c 4"]);
  expect([box.have(), lost()]).toEqual([{ a: 7, b: 1, c: 4 }, 0]);
  box.close();
});

test("what is missing is asked for, and is lost where nobody has it any more", async () => {
  const { box, heard, wanted, lost } = inbox();
  box.receive("a", 1, content("1"));
  box.receive("a", 3, content("3"));
  while (wanted.length === 0) await Bun.sleep(10);
  expect(wanted).toEqual([{ a: 1 }]);
  box.lost("a", 2);
  expect([heard, lost()]).toEqual([["a 1", "a 3"], 1]);
  // One that was announced and is not there, and of which nobody answers.
  box.announced("a", 4);
  while (lost() === 1) await Bun.sleep(20);
  expect(wanted.length).toBeGreaterThan(3);
  box.receive("a", 5, content("5"));
  expect(heard).toEqual(["a 1", "a 3", "a 5"]);
  box.close();
});

test("one that was given up and returns goes on where it was", async () => {
  const { box, heard, wanted } = inbox();
  box.receive("a", 5, content("5"));
  box.gone("a");
  box.expect("a", 0);
  box.receive("a", 5, content("5"));
  box.receive("a", 7, content("7"));
  while (wanted.length === 0) await Bun.sleep(10);
  expect(wanted).toEqual([{ a: 5 }]);
  box.receive("a", 6, content("6"));
  expect(heard).toEqual(["a 5", "a 6", "a 7"]);
  box.close();
});

function outbox(deliver: (sending: Sending) => Promise<void>): MailOutbox {
  return new MailOutbox({
    ownId: "me",
    deliver,
    isForGood: (error) => String(error).includes("for good"),
    onFailure: () => undefined,
    isStoring: false,
  });
}

test("what comes together is sent together, and again after a failure", async () => {
  const sent: Sending[] = [];
  let failures = 2;
  const box = outbox(async (sending) => {
    if (failures-- > 0) throw new Error("away");
    sent.push(sending);
  });
  for (const frame of ["a", "b"]) box.send({ to: null, frame });
  await new Promise(setImmediate);
  box.send({ to: "x", frame: "c" });
  await box.flush();
  const payloads = sent.map(({ payload }) => readPayload(payload));
  expect(payloads).toEqual([
    { kind: "batch", from: "me", number: 1, content: content("a", "b") },
    { kind: "batch", from: "me", number: 2, content: writeLetters([{ to: "x", frame: "c" }]) },
  ]);
  box.close();
});

test("large batches are stored, and those that somebody has missed are sent again", async () => {
  const sent: Sending[] = [];
  const box = outbox(async (sending) => void sent.push(sending));
  const large = "ü".repeat(5_000);
  box.send({ to: null, frame: large });
  await box.flush();
  expect(readPayload(sent[0]?.payload ?? "")).toEqual({ kind: "stored", from: "me", number: 1 });
  expect(sent[0]?.stored).toEqual({ number: 1, content: content(large) });
  box.send({ to: null, frame: "b" });
  await box.flush();
  box.sendAgain(0);
  await box.flush();
  const at = { kind: "at", from: "me", number: 2 } as const;
  expect(sent.slice(2, 4)).toEqual(sent.slice(0, 2));
  box.sendAgain(2);
  box.sendAgain(null);
  await box.flush();
  expect(sent.slice(4).map(({ payload }) => readPayload(payload))).toEqual([at, at, at]);
  box.close();
});

test("what is not kept any more is said to be lost, and what can't be sent is left out", async () => {
  const sent: string[] = [];
  const box = outbox(async ({ payload }) => {
    if (payload.includes("bad")) throw new Error("for good");
    sent.push(payload);
  });
  const large = "x".repeat(900_000);
  for (let count = 0; count < 20; count++) {
    box.send({ to: null, frame: large });
    await box.flush();
  }
  sent.length = 0;
  box.sendAgain(0);
  await box.flush();
  const first = readPayload(sent[0] ?? "");
  expect(first).toEqual({ kind: "lost", from: "me", number: 3 });
  expect(sent).toHaveLength(19);
  box.send({ to: null, frame: "bad" });
  await box.flush();
  box.send({ to: null, frame: "good" });
  await box.flush();
  expect(readPayload(sent.at(-1) ?? "")).toMatchObject({ number: 22 });
  box.close();
});
