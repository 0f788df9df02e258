import type { ServiceHost } from "../../lib/bus.ts";
import { type MemberPlace, services, streams } from "../protocol/bus-topics.ts";

/** Knows who is on channels by way of which instance, so that an instance that dies takes its members off. */
export function serveChannelMembers(host: ServiceHost): void {
  const placesOf = new Map<string, Map<string, MemberPlace>>();
  host.serve(services.noteMember, ({ channel, member, isThere }, caller) => {
    if (caller.isOwner) return null;
    let places = placesOf.get(caller.id);
    if (places === undefined) {
      const all = new Map<string, MemberPlace>();
      caller.onGone(() => {
        placesOf.delete(caller.id);
        for (const place of all.values()) host.append(streams.realtime, { kind: "leave", ...place });
      });
      placesOf.set(caller.id, all);
      places = all;
    }
    const key = `${member.id}/${channel}`;
    if (isThere) places.set(key, { channel, member });
    else places.delete(key);
    return null;
  });
}
