import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { ClientResponseError } from "pocketbase";
import { client } from "../../api/client.ts";
import { useSetup } from "../../api/setup.ts";
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

interface LoginPageProps {
  /** Whose sign-in has ended, while the page below waits. */
  readonly ended?: string;
  /** At the end of the first step. */
  readonly children?: ReactNode;
}

export function LoginPage({ ended, children }: LoginPageProps): ReactElement {
  const [email, setEmail] = useState(ended ?? "");
  const [second, setSecond] = useState<SecondStep | null>(null);
  const isOverlay = ended !== undefined;
  if (second !== null) return <CodeForm {...{ email, second, isOverlay }} onSecond={setSecond} />;
  return (
    <PasswordForm {...{ email, setEmail, isOverlay }} onSecond={setSecond}>
      {children ?? <a href="#/request-password-reset">{text.login.forgot}</a>}
    </PasswordForm>
  );
}

interface PasswordFormProps {
  readonly isOverlay: boolean;
  readonly children: ReactNode;
  readonly email: string;
  readonly setEmail: (email: string) => void;
  readonly onSecond: (second: SecondStep) => void;
}

function PasswordForm({ email, setEmail, isOverlay, children, onSecond }: PasswordFormProps): ReactElement {
  const [password, setPassword] = useState("");
  const needsSuperuser = useSetup().hasSuperuser === false;
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
      hint={isOverlay ? text.login.ended : undefined}
      isOverlay={isOverlay}
      problem={task.problem?.status === 400 ? text.login.failed : task.problem?.message}
      onSubmit={submit}
    >
      {needsSuperuser ? <p className="notice">{text.login.noSuperuser}</p> : null}
      <TextField
        label={text.common.email}
        type="email"
        autoComplete="username"
        autoFocus={!isOverlay}
        isRequired
        value={email}
        onChange={setEmail}
      />
      <TextField
        label={text.common.password}
        type="password"
        autoComplete="current-password"
        autoFocus={isOverlay}
        isRequired
        value={password}
        onChange={setPassword}
      />
      <button className="button primary wide" aria-busy={task.isRunning}>
        {text.login.submit}
      </button>
      {children}
    </CardPage>
  );
}

interface CodeFormProps {
  readonly isOverlay: boolean;
  readonly email: string;
  readonly second: SecondStep;
  readonly onSecond: (second: SecondStep | null) => void;
}

function CodeForm({ email, second, isOverlay, onSecond }: CodeFormProps): ReactElement {
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
        isOverlay={isOverlay}
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
      isOverlay={isOverlay}
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
