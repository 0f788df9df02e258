import { useState } from "react";
import type { ReactElement } from "react";
import type { RecordModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { TextField } from "../../components/field.tsx";
import { NewPasswordFields } from "../../components/new-password.tsx";
import type { NewPassword } from "../../components/new-password.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";

interface SuperuserPanelProps {
  /** Null for one that is yet to be made. */
  readonly superuser: RecordModel | null;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function SuperuserPanel({ superuser, onDone, onClose }: SuperuserPanelProps): ReactElement {
  const words = text.superusers;
  const [email, setEmail] = useState(superuser === null ? "" : String(superuser["email"]));
  const [password, setPassword] = useState<NewPassword>({ password: "", again: "" });
  const task = useTask();
  const isChanged = email !== String(superuser?.["email"] ?? "") || password.password !== "";
  const save = (): void =>
    void task.run(async () => {
      await send(superuser, email.trim(), password);
      showToast(superuser === null ? words.created(email) : words.saved(email));
      onDone();
    });
  const errors = task.problem?.fields ?? {};
  return (
    <SidePanel
      title={superuser === null ? words.createTitle : words.editTitle(String(superuser["email"]))}
      isChanged={isChanged}
      onClose={onClose}
      onSubmit={save}
      foot={
        <>
          <button type="button" className="button push" onClick={onClose}>
            {text.common.cancel}
          </button>
          <button className="button primary" disabled={task.isRunning}>
            {text.common.save}
          </button>
        </>
      }
    >
      <Alert message={task.problem?.message} />
      <TextField
        label={text.common.email}
        type="email"
        isRequired
        autoFocus
        error={errors["email"]}
        value={email}
        onChange={setEmail}
      />
      <NewPasswordFields
        label={superuser === null ? text.common.password : text.common.newPassword}
        value={password}
        onChange={setPassword}
        errors={errors}
        hint={superuser === null ? words.passwordHint : words.passwordKept}
      />
    </SidePanel>
  );
}

/** Only what was changed. A new password ends all sign-ins of its owner, so one's own is signed in with at once. */
async function send(superuser: RecordModel | null, email: string, { password, again }: NewPassword): Promise<void> {
  const superusers = client.collection("_superusers");
  const secret = password === "" && again === "" ? {} : { password, passwordConfirm: again };
  if (superuser === null) {
    await superusers.create({ email, password, passwordConfirm: again });
    return;
  }
  const changed = email === superuser["email"] ? {} : { email };
  await superusers.update(superuser.id, { ...changed, ...secret });
  if (client.authStore.record?.id !== superuser.id) return;
  if (password !== "") await superusers.authWithPassword(email, password);
  else if (email !== superuser["email"]) await superusers.authRefresh();
}
