import { useState } from "react";
import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { Field, TextField } from "../../components/field.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";

/** Apple's limit is six months. */
const DURATION_S = 15_777_000;

/** Apple wants a secret that is signed with a developer's key; the server makes it and does not keep the key. */
export function AppleSecret(props: { clientId: string; onSecret: (secret: string) => void }): ReactElement {
  const [form, setForm] = useState({ teamId: "", keyId: "", privateKey: "" });
  const { isRunning, problem, run } = useTask();
  const { apple } = editorText.oauth2;
  const make = async (): Promise<void> => {
    const { teamId, keyId, privateKey } = form;
    const { secret } = await client.settings.generateAppleClientSecret(
      props.clientId,
      teamId,
      keyId,
      privateKey,
      DURATION_S,
    );
    props.onSecret(secret);
  };
  return (
    <details className="box padded">
      <summary>{apple.title}</summary>
      <div className="stack">
        <TextField
          label={apple.team}
          error={problem?.fields["teamId"]}
          value={form.teamId}
          onChange={(teamId) => setForm({ ...form, teamId })}
        />
        <TextField
          label={apple.key}
          error={problem?.fields["keyId"]}
          value={form.keyId}
          onChange={(keyId) => setForm({ ...form, keyId })}
        />
        <Field label={apple.privateKey} error={problem?.fields["privateKey"]}>
          {(described) => (
            <textarea
              {...described}
              className="input code"
              rows={4}
              spellCheck={false}
              placeholder="-----BEGIN PRIVATE KEY-----"
              value={form.privateKey}
              onChange={(event) => setForm({ ...form, privateKey: event.target.value })}
            />
          )}
        </Field>
        <Alert message={problem?.fields["clientId"] ?? problem?.message} />
        <button type="button" className="button" aria-busy={isRunning} onClick={() => void run(make)}>
          {apple.make}
        </button>
      </div>
    </details>
  );
}
