import { useState } from "react";
import type { ReactElement } from "react";
import type { AuthCollectionModel, CollectionModel, RecordModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { endConnectedClient, loadConnectedClients } from "../../api/realtime.ts";
import { useTask } from "../../api/use-task.ts";
import { Confirm } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { showToast } from "../../state/toasts.ts";
import { formatStored } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { SignInList } from "./sign-in-list.tsx";
import type { SignInEntry } from "./sign-in-list.tsx";

interface SignInsProps {
  readonly collection: CollectionModel;
  readonly record: RecordModel;
}

/** How an account signs in, from where it did, what is under way, and who is connected as it; each ended by itself. */
export function SignIns({ collection, record }: SignInsProps): ReactElement {
  const words = text.account;
  const name = (one: RecordModel, field: string): string => String(one[field]);
  const stored = (source: string, describe: (one: RecordModel) => Omit<SignInEntry, "id">) => ({
    load: async () => (await find(source, { collection, record })).map((one) => ({ id: one.id, ...describe(one) })),
    end: (id: string) => client.collection(source).delete(id),
  });
  return (
    <>
      <SignInList
        title={words.ways}
        none={words.noProviders}
        {...stored("_externalAuths", (one) => ({
          name: name(one, "provider"),
          more: name(one, "providerId"),
          endLabel: words.unlink(name(one, "provider")),
        }))}
      >
        {waysOf(collection).map(([way, more]) => (
          <li key={way}>
            <strong>{way}</strong>
            <span className="hint clip">{more}</span>
          </li>
        ))}
      </SignInList>
      <SignInList
        title={words.origins}
        hint={words.originsHint}
        none={words.noOrigins}
        {...stored("_authOrigins", (one) => ({
          name: name(one, "fingerprint").slice(0, 12),
          more: words.lastSeen(formatStored(name(one, "updated"))),
          endLabel: words.remove(name(one, "fingerprint").slice(0, 12)),
        }))}
      />
      <SignInList
        title={words.pending}
        none={words.noPending}
        {...stored("_otps", (one) => ({
          name: words.code,
          more: words.sentAt(name(one, "sentTo"), formatStored(name(one, "created"))),
          endLabel: words.cancel(words.code),
        }))}
      />
      <SignInList
        title={words.halves}
        none={words.noHalves}
        {...stored("_mfas", (one) => ({
          name: name(one, "method"),
          more: formatStored(name(one, "created")),
          endLabel: words.cancel(name(one, "method")),
        }))}
      />
      <SignInList
        title={words.connections}
        hint={words.connectionsHint}
        none={words.noConnections}
        load={async () =>
          (await loadConnectedClients({ collection: collection.name, record: record.id })).clients.map(connectionOf)
        }
        end={endConnectedClient}
      />
      <EndSessions collection={collection} record={record} />
    </>
  );
}

async function find(source: string, { collection, record }: SignInsProps): Promise<readonly RecordModel[]> {
  const filter = client.filter("collectionRef={:collection} && recordRef={:record}", {
    collection: collection.id,
    record: record.id,
  });
  return (await client.collection(source).getList(1, 100, { filter, sort: "-created" })).items;
}

type Connected = Awaited<ReturnType<typeof loadConnectedClients>>["clients"][number];

function connectionOf({ id, transport, address, subscriptionCount }: Connected): SignInEntry {
  const name = text.realtime.transports[transport];
  return { id, name, more: text.account.connection(address, subscriptionCount), endLabel: text.realtime.end(id) };
}

/** Those that the collection allows to all its accounts. */
function waysOf(collection: CollectionModel): readonly (readonly [string, string])[] {
  const words = text.account;
  const { passwordAuth, otp, mfa } = collection as AuthCollectionModel;
  return [
    ...(passwordAuth.enabled ? [[words.password, passwordAuth.identityFields.join(", ")] as const] : []),
    ...(otp.enabled ? [[words.code, words.byMail] as const] : []),
    ...(mfa.enabled ? [[words.mfa, words.mfaHint] as const] : []),
  ];
}

/** Tokens are not stored anywhere, so they can only be ended together: by a new key of the account. */
function EndSessions({ collection, record }: SignInsProps): ReactElement {
  const words = text.account;
  const [isAsking, setAsking] = useState(false);
  const { problem, isRunning, run } = useTask();
  const end = (): void =>
    void run(async () => {
      await client.collection(collection.name).update(record.id, { "tokenKey:autogenerate": "" });
      showToast(words.signedOut);
      setAsking(false);
    });
  return (
    <section className="stack tight" aria-label={words.sessions}>
      <h3>{words.sessions}</h3>
      <p className="hint">{words.sessionsHint}</p>
      <div className="row">
        <button type="button" className="button danger" onClick={() => setAsking(true)}>
          <Icon name="signOut" />
          {words.endSessions}
        </button>
      </div>
      {isAsking ? (
        <Confirm
          title={words.endTitle}
          message={words.endMessage}
          action={words.endSessions}
          isBusy={isRunning}
          problem={problem?.message}
          onConfirm={end}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
}
