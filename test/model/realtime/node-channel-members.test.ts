import { expect, test } from "bun:test";
import { services, streams } from "../../../src/model/protocol/bus-topics.ts";
import { type ServedNode, ServedNodes, settle } from "../../support/served-nodes.ts";

function enter({ bus }: ServedNode, id: string, isThere = true): void {
  void bus.call(services.noteMember, { channel: "room", member: { id, auth: null, state: null }, isThere });
}

function leaves({ bus }: ServedNode): string[] {
  const ids: string[] = [];
  bus.follow(streams.realtime, ({ message }) => {
    if (message.kind === "leave") ids.push(message.member.id);
  });
  return ids;
}

test("the members of a node that is gone have left, once, whoever leads", async () => {
  const nodes = new ServedNodes();
  const [one, two, three] = [await nodes.join(), await nodes.join(), await nodes.join()];
  enter(one, "a");
  enter(two, "b");
  enter(three, "c");
  enter(three, "d");
  enter(three, "d", false);
  await settle();
  const heard = leaves(two);
  nodes.group.remove(three.node);
  await settle();
  expect(heard).toEqual(["c"]);
  // The leader itself.
  nodes.group.remove(one.node);
  await settle();
  expect(heard).toEqual(["c", "a"]);
});

test("a node that comes later, or has lost messages, knows the members all the same", async () => {
  const nodes = new ServedNodes();
  const [one, two] = [await nodes.join(), await nodes.join()];
  enter(one, "a");
  const late = await nodes.join();
  const heard = leaves(late);
  await settle();
  two.node.isStopped = true;
  enter(one, "b");
  two.node.isStopped = false;
  two.node.lose();
  await settle();
  nodes.group.remove(one.node);
  await settle();
  expect(heard).toEqual(["a", "b"]);
});

test("who was told by the leader that they have left is not told again by the next one", async () => {
  const nodes = new ServedNodes();
  const [one, two, three] = [await nodes.join(), await nodes.join(), await nodes.join()];
  enter(three, "c");
  await settle();
  const heard = leaves(two);
  nodes.group.remove(three.node);
  await settle();
  nodes.group.remove(one.node);
  await settle();
  expect(heard).toEqual(["c"]);
});
