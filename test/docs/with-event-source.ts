// What a reader with Node has by installing `eventsource`: loaded before the pages' programs.
import { TestEventSource } from "../support/event-source.ts";

Object.assign(globalThis, { EventSource: TestEventSource });
