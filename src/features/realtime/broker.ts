// From a committed change of a record to the messages of those who may see it.
//
// `receive-changes.ts` calls it with each change, in the order of the commits; the event stream and the WebSocket register their
// clients. A change asks the index for the audiences of its collection (`subscription-index.ts`), the members of an audience
// form groups of equal visibility (`deliver.ts`), and each group's rule is checked and its message encoded once. Must stay true:
// nobody gets a record that the rule of that moment hides, of which later changes of rules and accounts say nothing; the events of one
// record stay in order, and all events of a client where hooks look at messages; the work is done in short turns (`lib/time-slicer.ts`),
// so that a message to thousands holds up no request.
import { SseAssembler } from "../../lib/sse-assembler.ts";
import { TimeSlicer } from "../../lib/time-slicer.ts";
import type { Context } from "../../model/context.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { repeatOutdated } from "../../model/repeat-outdated.ts";
import { type Audience, joinedBefore } from "./audience.ts";
import type { BrokerClient, CloseReason } from "./broker-client.ts";
import { deliver } from "./deliver.ts";
import type { Render, Send } from "./deliver.ts";
import { Identities, type Identity, updateIdentity } from "./identity.ts";
import { Message } from "./message.ts";
import type { PreparedDeletion } from "./pending-deletions.ts";
import type { RealtimeFigures } from "../../model/protocol/instance-figures.ts";
import type { RecordChange } from "../../model/protocol/realtime-events.ts";
import type { ChangeView, RuleKind } from "./change-view.ts";
import { DeliveryProgress } from "./delivery-progress.ts";
import { SignInWatch } from "./sign-in-watch.ts";
import { renderInOrder } from "./overtaken-account.ts";
import { HeldPlaces, sendThroughHooks } from "./send-through-hooks.ts";
import { parseSubscription, topicsOf } from "./subscription.ts";
import { SubscriptionIndex } from "./subscription-index.ts";
import { type CreateView, Views } from "./views.ts";

interface Deleted {
  readonly change: RecordChange;
  readonly seq: number;
  readonly considered: PreparedDeletion["considered"];
  readonly places: HeldPlaces | null;
}

/** The connected clients of this instance, what they subscribed to, and the way of an event to them. */
export class Broker {
  readonly identities = new Identities();
  readonly progress = new DeliveryProgress();
  /** In which the work of events and the output of clients are done. */
  readonly turns = new TimeSlicer();
  readonly sseAssembler = new SseAssembler();
  readonly index: SubscriptionIndex;
  readonly #context: Context;
  readonly #clients = new Map<string, BrokerClient>();
  readonly signIns: SignInWatch;
  readonly views: Views;
  /** Since the start. */
  readonly counts = { changes: 0, messages: 0, slowClients: 0 };

  constructor(context: Context, createView: CreateView) {
    this.#context = context;
    this.index = new SubscriptionIndex(this.turns, context.bus);
    this.signIns = new SignInWatch(context, this);
    this.views = new Views(context, createView);
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** For the metrics. */
  figures(): RealtimeFigures {
    let queuedBytes = 0;
    const clients = { sse: 0, websocket: 0 };
    for (const { connection } of this.#clients.values()) {
      clients[connection.transport] += 1;
      queuedBytes += connection.queuedBytes;
    }
    return { ...this.counts, clients, queuedBytes, waitingChanges: this.progress.waiting };
  }

  clients(): IterableIterator<BrokerClient> {
    return this.#clients.values();
  }

  find(clientId: string): BrokerClient | null {
    return this.#clients.get(clientId) ?? null;
  }

  register(client: BrokerClient): void {
    this.#clients.set(client.id, client);
  }

  /** Forgets the client; its connection is the caller's to end. */
  unregister(client: BrokerClient): void {
    if (this.#clients.get(client.id) !== client) return;
    this.#clients.delete(client.id);
    this.setSubscriptions(client, []);
    this.setAuth(client, null);
  }

  /** Replaces the client's subscriptions; the order of equal texts does not matter, empty ones are left out. */
  setSubscriptions(client: BrokerClient, texts: readonly string[]): void {
    const wanted = new Set(texts);
    for (const text of client.audiences.keys()) if (!wanted.has(text)) this.unsubscribe(client, text);
    for (const text of wanted) this.subscribe(client, text);
  }

  subscribe(client: BrokerClient, text: string): void {
    if (text === "" || client.audiences.has(text)) return;
    this.views.collections();
    const audience = this.index.add(client, parseSubscription(text));
    // Events before this may still wait for their turn.
    audience.joinedAfter = this.progress.newest;
    client.joinedAfter.set(text, audience.joinedAfter);
    client.audiences.set(text, audience);
  }

  unsubscribe(client: BrokerClient, text: string): void {
    const audience = client.audiences.get(text);
    if (audience === undefined) return;
    client.audiences.delete(text);
    client.joinedAfter.delete(text);
    this.index.remove(client, audience);
  }

  /** Who the client is from now on; a guest where the token of the record is good no more. */
  setAuth(client: BrokerClient, record: RecordModel | null): void {
    if (record !== null) this.signIns.check();
    const before = client.identity;
    const after = record === null || !this.signIns.isCurrent(record) ? null : this.identities.acquire(record);
    if (before !== after) {
      for (const audience of client.audiences.values()) {
        // Added first, so that the audience is never empty in between.
        audience.add(client, after);
        audience.remove(client, before);
      }
      client.identity = after;
    }
    if (before !== null) this.identities.release(before);
  }

  /** Signs out all clients of the identities, whose connections and subscriptions stay. */
  unsetAuth(identities: ReadonlySet<Identity>): void {
    if (identities.size === 0) return;
    for (const client of this.#clients.values()) {
      if (client.identity !== null && identities.has(client.identity)) this.signOut(client);
    }
  }

  /** The identity's record has other values. */
  setRecord(identity: Identity, record: RecordModel, change: RecordChange): void {
    updateIdentity(identity, record, change);
    for (const client of this.#clients.values()) {
      if (client.identity === identity) client.connection.authChanged?.();
    }
  }

  signOut(client: BrokerClient): void {
    this.setAuth(client, null);
    client.connection.authLost?.();
  }

  /**
   * Sends a committed change to those who may see it, a subscription a step. `seq` is its place in the history of this
   * instance, the rest what was found out about a deletion before it.
   */
  *dispatch(change: RecordChange, seq: number, { deliveries, considered }: PreparedDeletion): Generator<void> {
    this.counts.changes += 1;
    this.signIns.check();
    const concerned = this.audiencesOf(change);
    this.progress.setJobs(seq, concerned.length + deliveries.length);
    for (const { audience, clients, data } of deliveries) {
      this.#sendInTurn(audience, seq, (places) => {
        const { text } = audience.subscription;
        const left = [...clients].filter((client) => client.audiences.get(text) === audience);
        this.sendToAll([new Set(left)], this.#message(audience, data, { change, seq }), places);
      });
      yield;
    }
    for (const { audience, kind } of concerned) {
      this.#sendInTurn(audience, seq, (places) => {
        const view = this.views.ofChange(audience, change, kind);
        if (view === null) return;
        // What such a view shows of a deletion was found out before it.
        if (change.action === "delete" && view.needsDatabase) {
          return this.#tellLate(audience, view, { change, seq, considered, places });
        }
        let message: Message | null = null;
        const send: Send = (sets, data) => {
          // Groups that were checked apart mostly get the same all the same.
          if (message?.data !== data) message = this.#message(audience, data, { change, seq });
          this.sendToAll(
            seq > audience.joinedAfter ? sets : sets.map((set) => joinedBefore(set, audience, seq)),
            message,
            places,
          );
        };
        const render: Render = (auth) =>
          repeatOutdated(this.#context, () => {
            const view = this.views.ofChange(audience, change, kind);
            return view === null ? null : renderInOrder(this.#context, this.identities, { view, change, auth });
          });
        return deliver(audience, change, { view, send, turns: this.turns, render });
      });
      yield;
    }
  }

  /** Tells those of a deletion that subscribed after it was looked at who may see it; where that is not known, they connect anew. */
  #tellLate(audience: Audience, view: ChangeView, { change, seq, considered, places }: Deleted): Promise<void> | void {
    const late = [...audience.members.values()].flatMap((clients) =>
      [...joinedBefore(clients, audience, seq)].filter((client) => !considered.has(client)),
    );
    if (late.length === 0) return;
    const tell = async (client: BrokerClient): Promise<void> => {
      const data = await view.renderPast(change, client.auth);
      if (data === undefined) this.drop(client, "shutdown");
      else if (data !== null)
        this.sendToAll([new Set([client])], this.#message(audience, data, { change, seq }), places);
    };
    return Promise.all(late.map(tell)).then(() => undefined);
  }

  #message(audience: Audience, data: string, { change, seq }: { change: RecordChange; seq: number }): Message {
    const settled = this.progress.before(seq);
    return new Message({ name: audience.subscription.text, data, seq, settled, change });
  }

  /** The audiences that a change may concern, with the rule that they are under. */
  audiencesOf(
    change: Pick<RecordChange, "collectionId" | "recordId" | "asOf">,
  ): { audience: Audience; kind: RuleKind }[] {
    const collection = this.views.collectionOf(change);
    if (collection === undefined) return [];
    const found: { audience: Audience; kind: RuleKind }[] = [];
    for (const [topic, kind] of topicsOf(collection, change.recordId)) {
      for (const audience of this.index.audiencesOf(topic).values()) found.push({ audience, kind });
    }
    return found;
  }

  /** Runs the job after those of earlier events. An audience that can't keep up is disconnected. */
  #sendInTurn(audience: Audience, seq: number, job: (places: HeldPlaces | null) => void | Promise<void>): void {
    const places = this.#context.hooks.onRealtimeMessageSend.isEmpty ? null : new HeldPlaces(this.#context);
    const end = (): void => {
      places?.end();
      this.progress.endJob(seq);
    };
    const guarded = async (work: Promise<void>): Promise<void> => {
      try {
        await work;
      } catch (error) {
        this.#report(error, audience);
      }
      end();
    };
    const run = (): void | Promise<void> => {
      try {
        const working = job(places);
        if (working !== undefined) return guarded(working);
      } catch (error) {
        this.#report(error, audience);
      }
      end();
    };
    if (audience.enqueue(run)) return places?.hold(audience.members.values());
    const clients = [...audience.members.values()].flatMap((set) => [...set]);
    this.#context.log.warn("realtime: dropped the clients of a subscription whose rule can't be checked fast enough", {
      subscription: audience.subscription.text,
      clients: clients.length,
    });
    this.counts.slowClients += clients.length;
    for (const client of clients) this.drop(client, "slow");
  }

  sendToAll(sets: readonly ReadonlySet<BrokerClient>[], message: Message, places: HeldPlaces | null = null): void {
    const withHooks = !this.#context.hooks.onRealtimeMessageSend.isEmpty;
    for (const set of sets) {
      this.counts.messages += set.size;
      for (const client of set) {
        if (places !== null) places.send(client, message);
        else if (withHooks) sendThroughHooks(this.#context, client, message);
        else client.connection.send(message);
      }
    }
  }

  send(client: BrokerClient, message: Message): void {
    this.sendToAll([new Set([client])], message);
  }

  drop(client: BrokerClient, reason: CloseReason): void {
    this.unregister(client);
    client.connection.close(reason);
  }

  #report(error: unknown, audience: Audience): void {
    this.#context.log.error("realtime: an event could not be sent", {
      subscription: audience.subscription.text,
      error: String(error),
      stack: error instanceof Error ? (error.stack ?? "") : "",
    });
  }
}
