import type { TimeSlicer } from "../../lib/time-slicer.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { Audience } from "./audience.ts";
import type { BrokerClient } from "./broker-client.ts";
import { type Identity, recordAt } from "./identity.ts";
import type { RecordChange } from "../../model/protocol/realtime-events.ts";
import type { ChangeView } from "./change-view.ts";

/** Clients of one audience that see the same, so that the rule is checked and the event encoded once for all of them. */
export interface VisibilityGroup {
  /** Any of them. */
  readonly auth: RecordModel | null;
  readonly sets: readonly ReadonlySet<BrokerClient>[];
}

/** Hands the data of an event to the clients that may see it. */
export type Send = (sets: readonly ReadonlySet<BrokerClient>[], data: string) => void;

/** So many groups or audiences are worked on together. */
const AT_ONCE = 8;

/** Shows a change to an audience. Returns nothing when that could be done at once. */
export function deliver(
  audience: Audience,
  change: RecordChange,
  { view, send, turns, render }: DeliverOptions,
): void | Promise<void> {
  const groups = groupsOf(audience.members, view, change);
  const deliverTo = (some: readonly VisibilityGroup[]) => deliverToGroups(some, { render, send });
  if (groups.length <= AT_ONCE) return deliverTo(groups);
  return inTurns(groups, turns, deliverTo);
}

/** What a client sees of the change: null for nothing. */
export type Render = (auth: RecordModel | null) => string | null | Promise<string | null>;

interface DeliverOptions {
  readonly view: ChangeView;
  readonly send: Send;
  readonly render: Render;
  readonly turns: TimeSlicer;
}

/** The same work for many groups or audiences, a few at a time. */
export async function inTurns<Item>(
  items: readonly Item[],
  turns: TimeSlicer,
  work: (some: readonly Item[]) => void | Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const pause = start > 0 ? turns.pause() : null;
    if (pause !== null) await pause;
    const working = work(items.slice(start, start + AT_ONCE));
    if (working !== undefined) await working;
  }
}

function deliverToGroups(
  groups: readonly VisibilityGroup[],
  { render, send }: Pick<DeliverOptions, "render" | "send">,
): void | Promise<void> {
  const waiting: Promise<void>[] = [];
  for (const { auth, sets } of groups) {
    const data = render(auth);
    if (data instanceof Promise) waiting.push(data.then((text) => (text === null ? undefined : send(sets, text))));
    else if (data !== null) send(sets, data);
  }
  if (waiting.length > 0) return Promise.all(waiting).then(() => undefined);
}

/** Groups of equal visibility. */
export function groupsOf(
  members: ReadonlyMap<Identity | null, ReadonlySet<BrokerClient>>,
  view: ChangeView,
  change: RecordChange,
): VisibilityGroup[] {
  const groups: VisibilityGroup[] = [];
  const everyone: ReadonlySet<BrokerClient>[] = [];
  const superusers: ReadonlySet<BrokerClient>[] = [];
  let superuser: RecordModel | null = null;
  for (const [identity, clients] of members) {
    const isItself = identity?.recordId === change.recordId && identity.collectionId === change.collectionId;
    if (identity?.isSuperuser === true && view.isSharedBySuperusers && !isItself) {
      if (view.isSharedWithSuperusers) everyone.push(clients);
      else {
        superusers.push(clients);
        superuser = recordAt(identity, change);
      }
    } else if (view.isSharedByAll && !isItself && identity?.isSuperuser !== true) {
      everyone.push(clients);
    } else {
      groups.push({ auth: identity === null ? null : recordAt(identity, change), sets: [clients] });
    }
  }
  if (everyone.length > 0) groups.push({ auth: null, sets: everyone });
  if (superusers.length > 0) groups.push({ auth: superuser, sets: superusers });
  return groups;
}
