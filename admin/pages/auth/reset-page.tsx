import { useState } from "react";
import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { CardPage } from "../../components/card-page.tsx";
import { TextField } from "../../components/field.tsx";
import { text } from "../../texts/text.ts";

/** Asks for the mail with which a superuser sets a new password. */
export function ResetPage(): ReactElement {
  const [email, setEmail] = useState("");
  const [isSent, setSent] = useState(false);
  const task = useTask();
  const back = <a href="#/login">{text.reset.toLogin}</a>;
  if (isSent) {
    return (
      <CardPage title={text.reset.title}>
        <p className="notice" role="status">
          {text.reset.sent(email)}
        </p>
        {back}
      </CardPage>
    );
  }
  const submit = (): void =>
    void task.run(async () => {
      await client.collection("_superusers").requestPasswordReset(email);
      setSent(true);
    });
  return (
    <CardPage title={text.reset.title} hint={text.reset.hint} problem={task.problem?.message} onSubmit={submit}>
      <TextField
        label={text.common.email}
        type="email"
        autoComplete="username"
        autoFocus
        isRequired
        value={email}
        error={task.problem?.fields["email"]}
        onChange={setEmail}
      />
      <button className="button primary wide" aria-busy={task.isRunning}>
        {text.reset.submit}
      </button>
      {back}
    </CardPage>
  );
}
