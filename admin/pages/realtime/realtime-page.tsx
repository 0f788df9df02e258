import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { endConnectedClient, loadConnectedClients } from "../../api/realtime.ts";
import type { ConnectedClient, ConnectedClients } from "../../api/realtime.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { Chip } from "../../components/chip.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { text } from "../../texts/text.ts";
import { TestClient } from "./test-client.tsx";

const REFRESH_MS = 5000;

/** Who is connected, with what, and a client to see what flows. */
export function RealtimePage(): ReactElement {
  const words = text.realtime;
  const [found, setFound] = useState<ConnectedClients | null>(null);
  const { problem, run } = useTask();
  const load = (): void => void run(async () => setFound(await loadConnectedClients()));
  useEffect(() => {
    load();
    const timer = setInterval(() => {
      if (!document.hidden) load();
    }, REFRESH_MS);
    return () => clearInterval(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what it does later is the same
  }, []);
  return (
    <>
      <PageHeader title={words.title} crumbs={[{ label: text.shell.settings, hash: "#/settings" }]}>
        <IconButton icon="refresh" label={words.refresh} onClick={load} />
      </PageHeader>
      <div className="page-body narrow settings-page">
        <TestClient onChanged={load} />
        <section className="stack" aria-label={words.clients}>
          <h2>{words.clients}</h2>
          {found === null && problem !== null ? <LoadProblem message={problem.message} onRetry={load} /> : null}
          {found === null && problem === null ? <Skeleton lines={4} /> : null}
          {found === null ? null : (
            <>
              <Alert message={problem?.message} />
              <p className="hint" role="status">
                {words.count(found.total, found.clients.length)}
              </p>
              {found.clients.length === 0 ? null : (
                <ul className="box entries">
                  {found.clients.map((client) => (
                    <ClientRow key={client.id} client={client} onEnded={load} />
                  ))}
                </ul>
              )}
            </>
          )}
        </section>
      </div>
    </>
  );
}

function ClientRow({ client, onEnded }: { client: ConnectedClient; onEnded: () => void }): ReactElement {
  const words = text.realtime;
  const end = useTask();
  const { id, transport, address, auth, subscriptions, subscriptionCount } = client;
  return (
    <li className="entry">
      <div className="entry-text">
        <span className="row">
          {auth === null ? (
            <strong>{words.guest}</strong>
          ) : (
            <a href={`#/collections/${encodeURIComponent(auth.collection)}?record=${encodeURIComponent(auth.record)}`}>
              {auth.collection} / {auth.record}
            </a>
          )}
          <Chip>{words.transports[transport]}</Chip>
        </span>
        <span className="hint break">{words.from(address, id)}</span>
        <span className="row">
          {subscriptionCount === 0 ? <span className="hint">{words.noSubscriptions}</span> : null}
          {subscriptions.map((one) => (
            <Chip key={one} title={one}>
              <code>{one}</code>
            </Chip>
          ))}
          {subscriptionCount > subscriptions.length ? (
            <span className="hint">{words.more(subscriptionCount - subscriptions.length)}</span>
          ) : null}
        </span>
        <Alert message={end.problem?.message} />
      </div>
      <IconButton
        icon="close"
        label={words.end(id)}
        look="quiet small push"
        disabled={end.isRunning}
        onClick={() => void end.run(() => endConnectedClient(id).then(onEnded))}
      />
    </li>
  );
}
