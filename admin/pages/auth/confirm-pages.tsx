import { useCallback, useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { getTokenPayload } from "pocketbase";
import { guestClient } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { CardPage } from "../../components/card-page.tsx";
import { TextField } from "../../components/field.tsx";
import { NewPasswordFields } from "../../components/new-password.tsx";
import { text } from "../../texts/text.ts";

interface ConfirmPageProps {
  readonly token: string;
}

/** The collection that a mail's token is for. */
function collectionOf(token: string) {
  const id = getTokenPayload(token)["collectionId"] as unknown;
  return guestClient().collection(typeof id === "string" ? id : "unknown");
}

function Done({ title, message }: { title: string; message?: string }): ReactElement {
  return (
    <CardPage title={title}>
      {message === undefined ? null : (
        <p className="notice" role="status">
          {message}
        </p>
      )}
      <p className="muted">{text.confirm.mayClose}</p>
    </CardPage>
  );
}

/** Another token is another page. */
export function ConfirmVerificationPage({ token }: ConfirmPageProps): ReactElement {
  const [isDone, setDone] = useState(false);
  const { problem, run } = useTask();
  const isAsked = useRef(false);
  const confirm = useCallback(
    () =>
      void run(async () => {
        await collectionOf(token).confirmVerification(token);
        setDone(true);
      }),
    [run, token],
  );
  useEffect(() => {
    // A token is good for one use.
    if (isAsked.current) return;
    isAsked.current = true;
    confirm();
  }, [confirm]);
  if (isDone) return <Done title={text.confirm.verified} />;
  if (problem === null) return <CardPage title={text.confirm.verifying} />;
  const isRefused = problem.status > 0;
  return (
    <CardPage
      title={isRefused ? text.confirm.verifyFailed : text.confirm.verifying}
      problem={isRefused ? text.confirm.askAgain : problem.message}
    >
      {isRefused ? null : (
        <button type="button" className="button primary wide" onClick={confirm}>
          {text.common.retry}
        </button>
      )}
    </CardPage>
  );
}

export function ConfirmPasswordPage({ token }: ConfirmPageProps): ReactElement {
  const [value, setValue] = useState({ password: "", again: "" });
  const [isDone, setDone] = useState(false);
  const task = useTask();
  if (isDone) return <Done title={text.confirm.passwordTitle} message={text.confirm.passwordDone} />;
  const submit = (): void =>
    void task.run(async () => {
      await collectionOf(token).confirmPasswordReset(token, value.password, value.again);
      setDone(true);
    });
  return (
    <CardPage
      title={text.confirm.passwordTitle}
      problem={task.problem?.fields["token"] === undefined ? task.problem?.message : text.confirm.verifyFailed}
      onSubmit={submit}
    >
      <NewPasswordFields
        label={text.common.newPassword}
        autoFocus
        value={value}
        onChange={setValue}
        errors={task.problem?.fields ?? {}}
      />
      <button className="button primary wide" aria-busy={task.isRunning}>
        {text.confirm.passwordSubmit}
      </button>
    </CardPage>
  );
}

export function ConfirmEmailPage({ token }: ConfirmPageProps): ReactElement {
  const [password, setPassword] = useState("");
  const [isDone, setDone] = useState(false);
  const task = useTask();
  const newEmail = String(getTokenPayload(token)["newEmail"] ?? "");
  if (isDone) return <Done title={text.confirm.emailTitle} message={text.confirm.emailDone} />;
  const submit = (): void =>
    void task.run(async () => {
      await collectionOf(token).confirmEmailChange(token, password);
      setDone(true);
    });
  return (
    <CardPage
      title={text.confirm.emailTitle}
      hint={text.confirm.emailHint(newEmail)}
      problem={task.problem?.fields["token"] === undefined ? task.problem?.message : text.confirm.verifyFailed}
      onSubmit={submit}
    >
      <TextField
        label={text.common.password}
        type="password"
        autoComplete="current-password"
        autoFocus
        isRequired
        value={password}
        error={task.problem?.fields["password"]}
        onChange={setPassword}
      />
      <button className="button primary wide" aria-busy={task.isRunning}>
        {text.confirm.emailSubmit}
      </button>
    </CardPage>
  );
}

/** What the window of an OAuth2 sign-in ends on. */
export function OAuth2DonePage(): ReactElement {
  useEffect(() => window.close(), []);
  return <CardPage title={text.confirm.oauthDone} />;
}

/** It stays open: whoever sets a provider up reads here what to correct. */
export function OAuth2FailedPage({ reason }: { reason: string }): ReactElement {
  const remedies: Readonly<Record<string, string>> = text.confirm.oauthRemedies;
  const isKnown = Object.hasOwn(remedies, reason);
  return (
    <CardPage title={text.confirm.oauthFailed} problem={isKnown ? remedies[reason] : text.confirm.oauthOther}>
      {reason === "" ? null : <p className="hint">{text.confirm.oauthReason(reason)}</p>}
      <p className="muted">{text.confirm.oauthAgain}</p>
    </CardPage>
  );
}
