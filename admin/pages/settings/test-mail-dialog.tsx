import { useState } from "react";
import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { collections } from "../../api/collections.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/field.tsx";
import { SelectField } from "../../components/inputs.tsx";
import { session } from "../../state/session.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";

const TEMPLATES = ["verification", "password-reset", "email-change", "otp", "login-alert"] as const;

export function TestMailDialog({ onClose }: { onClose: () => void }): ReactElement {
  const words = text.testMail;
  const { list } = useStore(collections);
  const accounts = (list ?? []).filter(({ type }) => type === "auth").map(({ name }) => name);
  const [email, setEmail] = useState(useStore(session) ?? "");
  const [template, setTemplate] = useState<(typeof TEMPLATES)[number]>("verification");
  const [collection, setCollection] = useState(accounts.find((name) => name !== "_superusers") ?? "_superusers");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const task = useTask();
  const send = (): void => {
    setSentTo(null);
    void task.run(async () => {
      await client.settings.testEmail(collection, email, template);
      setSentTo(email);
    });
  };
  const errors = task.problem?.fields ?? {};
  return (
    <Dialog className="dialog" label={words.title} isBusy={task.isRunning} onClose={onClose}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          send();
        }}
      >
        <h2>{words.title}</h2>
        <TextField label={words.to} type="email" autoFocus error={errors["email"]} value={email} onChange={setEmail} />
        <div className="pair">
          <SelectField
            label={words.template}
            error={errors["template"]}
            options={TEMPLATES.map((value) => ({ value, label: words.templates[value] }))}
            value={template}
            onChange={setTemplate}
          />
          <SelectField
            label={words.collection}
            hint={words.collectionHint}
            error={errors["collection"]}
            options={accounts.map((name) => ({ value: name, label: name }))}
            value={collection}
            onChange={setCollection}
          />
        </div>
        {sentTo === null ? null : (
          <p className="notice good" role="status">
            {words.sent(sentTo)}
          </p>
        )}
        <Alert message={task.problem?.message} />
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {text.common.close}
          </button>
          <button className="button primary" disabled={task.isRunning}>
            {task.isRunning ? words.sending : words.send}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
