import { expect, test } from "bun:test";
import { BackupGuard } from "../../../src/model/backups/backup-guard.ts";
import { ServedNodes, settle } from "../../support/served-nodes.ts";

test("the next leader knows of a backup that is under way, until it or its node ends", async () => {
  const nodes = new ServedNodes();
  const [one, two, three] = [await nodes.join(), await nodes.join(), await nodes.join()];
  const [guard, other] = [new BackupGuard(three.bus), new BackupGuard(two.bus)];
  const made = Promise.withResolvers<void>();
  const running = guard.run("a.zip", () => made.promise);
  await settle();
  nodes.group.remove(one.node);
  await settle();
  expect(await other.active()).toBe("a.zip");
  made.resolve();
  await running;
  expect(await other.active()).toBeNull();
  void guard.run("b.zip", () => new Promise(() => undefined));
  await settle();
  expect(await other.active()).toBe("b.zip");
  nodes.group.remove(three.node);
  expect(await other.active()).toBeNull();
});
