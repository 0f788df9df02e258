import { useState } from "react";
import type { ReactElement } from "react";
import { ClientResponseError } from "pocketbase";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { CardPage } from "../../components/card-page.tsx";
import { TextField } from "../../components/field.tsx";
import { text } from "../../texts/text.ts";

/** What the server asked for after the password. */
interface SecondStep {
  readonly mfaId: string;
  readonly otpId: string | null;
}

const superusers = () => client.collection("_superusers");

export function LoginPage(): ReactElement {
  const [email, setEmail] = useState("");
  const [second, setSecond] = useState<SecondStep | null>(null);
  if (second === null) return <PasswordForm email={email} setEmail={setEmail} onSecond={setSecond} />;
  return <CodeForm email={email} second={second} onSecond={setSecond} />;
}

interface PasswordFormProps {
  readonly email: string;
  readonly setEmail: (email: string) => void;
  readonly onSecond: (second: SecondStep) => void;
}

function PasswordForm({ email, setEmail, onSecond }: PasswordFormProps): ReactElement {
  const [password, setPassword] = useState("");
  const task = useTask();
  const submit = (): void =>
    void task.run(async () => {
      try {
        await superusers().authWithPassword(email, password);
      } catch (error) {
        // Multi-factor: the password was right, and the answer names the attempt to go on with.
        const mfaId = error instanceof ClientResponseError ? (error.response["mfaId"] as unknown) : undefined;
        if (typeof mfaId !== "string") throw error;
        onSecond({ mfaId, otpId: null });
      }
    });
  return (
    <CardPage
      title={text.login.title}
      problem={task.problem?.status === 400 ? text.login.failed : task.problem?.message}
      onSubmit={submit}
    >
      <TextField
        label={text.common.email}
        type="email"
        autoComplete="username"
        autoFocus
        isRequired
        value={email}
        onChange={setEmail}
      />
      <TextField
        label={text.common.password}
        type="password"
        autoComplete="current-password"
        isRequired
        value={password}
        onChange={setPassword}
      />
      <button className="button primary wide" aria-busy={task.isRunning}>
        {text.login.submit}
      </button>
      <a href="#/request-password-reset">{text.login.forgot}</a>
    </CardPage>
  );
}

interface CodeFormProps {
  readonly email: string;
  readonly second: SecondStep;
  readonly onSecond: (second: SecondStep | null) => void;
}

function CodeForm({ email, second, onSecond }: CodeFormProps): ReactElement {
  const [code, setCode] = useState("");
  const task = useTask();
  const { mfaId, otpId } = second;
  const send = (): void =>
    void task.run(async () => {
      const answer = await superusers().requestOTP(email);
      onSecond({ mfaId, otpId: answer.otpId });
    });
  const startOver = (
    <button type="button" className="button quiet wide" onClick={() => onSecond(null)}>
      {text.login.startOver}
    </button>
  );
  if (otpId === null) {
    return (
      <CardPage
        key="send"
        title={text.login.secondTitle}
        hint={text.login.secondHint}
        problem={task.problem?.message}
        onSubmit={send}
      >
        <button className="button primary wide" aria-busy={task.isRunning} autoFocus>
          {text.login.sendCode}
        </button>
        {startOver}
      </CardPage>
    );
  }
  const confirm = (): void =>
    void task.run(async () => {
      await superusers().authWithOTP(otpId, code.trim(), { mfaId });
    });
  return (
    <CardPage
      key="code"
      title={text.login.codeTitle}
      hint={text.login.codeHint(email)}
      problem={task.problem?.status === 400 ? text.login.codeFailed : task.problem?.message}
      onSubmit={confirm}
    >
      <TextField
        label={text.login.code}
        autoComplete="one-time-code"
        autoFocus
        isRequired
        value={code}
        onChange={setCode}
      />
      <button className="button primary wide" aria-busy={task.isRunning}>
        {text.login.codeSubmit}
      </button>
      {startOver}
    </CardPage>
  );
}
