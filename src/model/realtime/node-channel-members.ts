// Who is on channels at which node, so that the members of a node that is gone are told to have left.
//
// Each node knows the members of all, because the leader, which tells it, may be the one that is gone. A node tells the others of
// each change, and of all where one comes or has lost messages. What the leader has told comes back on the stream to each.
import type { Bus } from "../../lib/bus.ts";
import type { NodeMail, NodeMembers } from "../../lib/bus/nodes/node-parts.ts";
import type { Member } from "../../lib/realtime-protocol.ts";
import { type MemberPlace, services, streams, topics } from "../protocol/bus-topics.ts";

type Places = Map<string, MemberPlace>;

export interface NodeParts {
  readonly mail: Pick<NodeMail, "id">;
  readonly members: Pick<NodeMembers, "onGone">;
}

export function serveNodeChannelMembers(bus: Bus, { mail: { id: own }, members }: NodeParts): void {
  const placesOf = new Map<string, Places>([[own, new Map()]]);
  const gone = new Set<string>();
  const placesAt = (node: string): Places => {
    const places = placesOf.get(node) ?? new Map<string, MemberPlace>();
    placesOf.set(node, places);
    return places;
  };
  const note = (node: string, place: MemberPlace, isThere: boolean): void => {
    // It is there after all.
    gone.delete(node);
    const key = keyOf(place);
    if (isThere) placesAt(node).set(key, place);
    else placesOf.get(node)?.delete(key);
  };
  const tellAll = (): void => bus.publish(topics.membersOfNode, { node: own, places: [...placesAt(own).values()] });
  const tellGone = (): void => {
    for (const node of gone) {
      for (const place of placesOf.get(node)?.values() ?? []) bus.append(streams.realtime, { kind: "leave", ...place });
      placesOf.delete(node);
    }
    gone.clear();
  };

  bus.serve(services.noteMember, ({ channel, member, isThere }) => {
    note(own, { channel, member }, isThere);
    bus.publish(topics.memberNoted, { node: own, place: { channel, member }, isThere });
    return null;
  });
  bus.subscribe(topics.memberNoted, ({ node, place, isThere }, origin) => {
    if (origin === "other") note(node, place, isThere);
  });
  bus.subscribe(topics.membersOfNode, ({ node, places }, origin) => {
    if (origin === "own") return;
    gone.delete(node);
    placesOf.set(node, new Map(places.map((place) => [keyOf(place), place])));
  });
  bus.subscribe(topics.membersWanted, (_, origin) => {
    if (origin === "other") tellAll();
  });
  bus.onBreak("messages", () => {
    tellAll();
    bus.publish(topics.membersWanted, null);
  });
  members.onGone((node) => {
    if (!placesOf.has(node)) return;
    gone.add(node);
    if (bus.isLeader) tellGone();
  });
  bus.onLead(tellGone);
  bus.follow(streams.realtime, ({ message }) => {
    if (message.kind !== "leave") return;
    for (const node of gone) forget(node, message);
  });
  bus.publish(topics.membersWanted, null);

  /** The leader has told it. */
  function forget(node: string, place: MemberPlace): void {
    const places = placesOf.get(node);
    places?.delete(keyOf(place));
    if (places !== undefined && places.size > 0) return;
    placesOf.delete(node);
    gone.delete(node);
  }
}

function keyOf({ channel, member: { id } }: { readonly channel: string; readonly member: Pick<Member, "id"> }): string {
  return `${id}/${channel}`;
}
