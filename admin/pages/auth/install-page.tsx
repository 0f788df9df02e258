import { useState } from "react";
import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { CardPage } from "../../components/card-page.tsx";
import { TextField } from "../../components/field.tsx";
import { NewPasswordFields } from "../../components/new-password.tsx";
import { navigate } from "../../state/route.ts";
import { text } from "../../texts/text.ts";

/** Makes the first superuser with the token of the link that `serve` prints. */
export function InstallPage({ token }: { token: string }): ReactElement {
  const [email, setEmail] = useState("");
  const [value, setValue] = useState({ password: "", again: "" });
  const task = useTask();
  const { problem } = task;
  const submit = (): void =>
    void task.run(async () => {
      const superusers = client.collection("_superusers");
      const body = { email, password: value.password, passwordConfirm: value.again };
      // The link's token is used for this one request: it is never who is signed in here.
      await superusers.create(body, { headers: { Authorization: token } });
      await superusers.authWithPassword(email, value.password);
      navigate("#/collections");
    });
  const isExpired = problem !== null && [401, 403].includes(problem.status);
  const isSaidBelow = Object.keys(problem?.fields ?? {}).length > 0;
  return (
    <CardPage
      title={text.install.title}
      hint={text.install.hint}
      problem={isExpired ? text.install.expired : isSaidBelow ? undefined : problem?.message}
      onSubmit={submit}
    >
      <TextField
        label={text.common.email}
        type="email"
        autoComplete="username"
        autoFocus
        isRequired
        value={email}
        error={problem?.fields["email"]}
        onChange={setEmail}
      />
      <NewPasswordFields
        label={text.common.password}
        hint={text.install.atLeast}
        value={value}
        onChange={setValue}
        errors={problem?.fields ?? {}}
      />
      <button className="button primary wide" aria-busy={task.isRunning}>
        {text.install.submit}
      </button>
    </CardPage>
  );
}
