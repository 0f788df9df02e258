import type { Bus, Question, ReportError, Service } from "../bus.ts";
import { DEFAULT_DEADLINE_MS } from "../bus.ts";
import type { Channel, Frame, Head } from "./channel.ts";
import { OwnListeners } from "./own-listeners.ts";

/** Resolves once the hub has welcomed the instance. */
export function linkBus(channel: Channel, onError: ReportError): Promise<Bus> {
  const { promise, resolve, reject } = Promise.withResolvers<Bus>();
  channel.onClose = () => reject(new Error("the hub has closed the connection"));
  channel.onFrame = ({ head }) => {
    if (head.type !== "welcome") return reject(new Error(`the hub began with ${head.type}`));
    resolve(createLinkedBus(channel, head, onError));
  };
  return promise;
}

/** The bus of one of several instances. Whatever still waits for the hub when the connection ends is rejected. */
function createLinkedBus(
  channel: Channel,
  { epoch, positions }: Extract<Head, { type: "welcome" }>,
  onError: ReportError,
): Bus {
  const own = new OwnListeners(onError);
  const passed = new Map(Object.entries(positions));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const leadListeners = new Set<() => void>();
  let lastId = 0;
  let isLeader = false;
  let isClosed = false;

  const send = (head: Head, message?: unknown): void => {
    if (!isClosed) channel.send({ head, body: message === undefined ? "" : (JSON.stringify(message) ?? "") });
  };
  const exchange = (headOf: (id: number) => Head, message?: unknown): Promise<unknown> => {
    if (isClosed) return Promise.reject(lost());
    const id = ++lastId;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    send(headOf(id), message);
    return answer.promise;
  };
  const answerQuestion = async ({ id, name }: Extract<Head, { type: "question" }>, message: unknown): Promise<void> => {
    try {
      send({ type: "answer", id, isFailure: false }, await own.ask(name, message));
    } catch (error) {
      onError(error, name);
      send({ type: "answer", id, isFailure: true }, String(error));
    }
  };
  const receive = ({ head, body }: Frame): void => {
    const message: unknown = body === "" ? undefined : JSON.parse(body);
    switch (head.type) {
      case "told":
        return own.tell(head.name, message, "other");
      case "entry":
        passed.set(head.name, head.seq);
        return own.pass(head.name, { seq: head.seq, message });
      case "question":
        return void answerQuestion(head, message);
      case "done": {
        const answer = waiting.get(head.id);
        waiting.delete(head.id);
        return head.isFailure ? answer?.reject(new Error(String(message))) : answer?.resolve(message);
      }
      case "lead":
        isLeader = true;
        for (const listener of leadListeners) listener();
        return;
      default:
        throw new Error(`an instance can't be sent ${head.type}`);
    }
  };
  channel.onFrame = receive;
  channel.onClose = () => {
    isClosed = true;
    for (const { reject } of waiting.values()) reject(lost());
    waiting.clear();
  };

  return {
    publish({ name }, message) {
      send({ type: "publish", name }, message);
      own.tell(name, message, "own");
    },
    subscribe: (topic, listener) => own.subscribe(topic, listener),
    append: ({ name }, message) => send({ type: "append", name }, message),
    follow: (stream, listener) => own.follow(stream, listener),
    positionOf: ({ name }) => ({ epoch, seq: passed.get(name) ?? 0 }),
    async request<Message, Answer>(
      { name, deadlineMs = DEFAULT_DEADLINE_MS, isForOne = false }: Question<Message, Answer>,
      message: Message,
      keys?: readonly string[],
    ) {
      const ownAnswers = own.ask(name, message);
      if (isForOne) {
        const answers = await ownAnswers;
        if (answers.length > 0) return answers as Answer[];
      }
      const head = (id: number): Head => ({ type: "ask", id, name, keys: keys ?? null, deadlineMs, isForOne });
      const [answers, others] = await Promise.all([ownAnswers, exchange(head, message)]);
      return [...answers, ...(others as unknown[][]).flat(1)] as Answer[];
    },
    respond: (question, responder) => own.respond(question, responder),
    care: async ({ name }, key) => void (await exchange((id) => ({ type: "care", id, name, key }))),
    ignore: ({ name }, key) => send({ type: "ignore", name, key }),
    serve: () => undefined,
    call: <Request, Answer>({ name }: Service<Request, Answer>, request: Request) =>
      exchange((id) => ({ type: "call", id, name }), request) as Promise<Answer>,
    get isLeader() {
      return isLeader;
    },
    onLead(listener) {
      leadListeners.add(listener);
      if (isLeader) listener();
      return () => void leadListeners.delete(listener);
    },
  };
}

function lost(): Error {
  return new Error("the connection to the other instances was lost");
}
