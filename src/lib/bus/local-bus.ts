import type { Bus, Caller, Question, ReportError, Service } from "../bus.ts";
import { randomText } from "../random-text.ts";
import { CommitGate } from "./commit-gate.ts";
import { OwnedServices, OwnListeners } from "./own-listeners.ts";

/** The bus of a server with a single instance, which is its own owner and leader. */
export function createLocalBus(onError: ReportError): Bus {
  const own = new OwnListeners(onError);
  const services = new OwnedServices();
  const last = new Map<string, number>();
  const gate = new CommitGate({ firstWaitMs: 0 });
  const epoch = randomText(12);
  const caller: Caller = { id: epoch, isOwner: true, onGone: () => undefined };
  return {
    publish: ({ name }, message) => own.tell(name, message, "own"),
    subscribe: (topic, listener) => own.subscribe(topic, listener),
    append({ name }, message, order) {
      const pass = (): void => {
        const seq = (last.get(name) ?? 0) + 1;
        last.set(name, seq);
        own.pass(name, { seq, message });
      };
      if (order === undefined) pass();
      else gate.enter(order, pass);
    },
    follow: (stream, listener) => own.follow(stream, listener),
    positionOf: ({ name }) => ({ epoch, seq: last.get(name) ?? 0 }),
    request: <Message, Answer>({ name }: Question<Message, Answer>, message: Message) =>
      own.ask(name, message) as Promise<Answer[]>,
    respond: (question, responder) => own.respond(question, responder),
    care: () => Promise.resolve(),
    ignore: () => undefined,
    serve: (service, handler) => services.serve(service, handler),
    call: <Request, Answer>({ name }: Service<Request, Answer>, request: Request) =>
      services.handle(name, request, caller) as Answer,
    isLeader: true,
    onLead(listener) {
      listener();
      return () => undefined;
    },
    onBreak: () => () => undefined,
  };
}
