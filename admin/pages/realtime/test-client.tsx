import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { Alert } from "../../components/alert.tsx";
import { TextField } from "../../components/field.tsx";
import { formatClock } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

interface ReceivedEvent {
  readonly id: number;
  readonly time: Date;
  readonly data: string;
}

const KEPT = 100;

/** Subscribes to a topic as the superuser who is signed in, and shows what comes. It ends with the page. `onChanged` hears of both. */
export function TestClient({ onChanged }: { onChanged: () => void }): ReactElement {
  const words = text.realtime;
  const [topic, setTopic] = useState("");
  const [followed, setFollowed] = useState<string | null>(null);
  const { events, problem, isConnected, clear } = useTopic(followed);
  const latest = useRef(onChanged);
  latest.current = onChanged;
  // It is among the clients then, or not any more.
  useEffect(() => latest.current(), [isConnected, followed]);
  return (
    <section className="stack" aria-label={words.test}>
      <h2>{words.test}</h2>
      <form
        className="test-client"
        onSubmit={(event) => {
          event.preventDefault();
          clear();
          setFollowed(followed === null ? topic.trim() || null : null);
        }}
      >
        <TextField label={words.topic} hint={words.topicHint} value={topic} onChange={setTopic} />
        <button className="button">{followed === null ? words.follow : words.stop}</button>
      </form>
      <Alert message={problem ?? undefined} />
      {followed === null ? null : (
        <p className="hint" role="status">
          {isConnected ? words.waiting(followed, events.length) : text.common.loading}
        </p>
      )}
      {events.length === 0 ? null : (
        <ol className="box entries events" reversed aria-label={words.events}>
          {events.map(({ id, time, data }) => (
            <li key={id} className="entry">
              <div className="entry-text">
                <time className="hint tabular">{formatClock(time)}</time>
                <pre className="break" tabIndex={0}>
                  {data}
                </pre>
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

interface Topic {
  /** The latest first. */
  readonly events: readonly ReceivedEvent[];
  readonly problem: string | null;
  readonly isConnected: boolean;
  readonly clear: () => void;
}

function useTopic(topic: string | null): Topic {
  const [events, setEvents] = useState<readonly ReceivedEvent[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [isConnected, setConnected] = useState(false);
  const count = useRef(0);
  useEffect(() => {
    setProblem(null);
    setConnected(false);
    if (topic === null) return;
    let isOver = false;
    const subscribed = client.realtime.subscribe(topic, (data: unknown) => {
      const event = { id: ++count.current, time: new Date(), data: JSON.stringify(data, null, 2) };
      setEvents((before) => [event, ...before].slice(0, KEPT));
    });
    subscribed.then(
      () => isOver || setConnected(true),
      (error: unknown) => isOver || setProblem(toProblem(error).message),
    );
    return () => {
      isOver = true;
      subscribed.then(
        (unsubscribe) => unsubscribe(),
        () => undefined,
      );
    };
  }, [topic]);
  return { events, problem, isConnected, clear: () => setEvents([]) };
}
