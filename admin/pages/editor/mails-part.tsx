import { useState } from "react";
import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { settings, type Settings } from "../../api/settings.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { CodeEditor } from "../../components/code/code-editor.tsx";
import { loadHtml } from "../../components/code/languages.ts";
import { SelectField } from "../../components/inputs.tsx";
import { TextField } from "../../components/field.tsx";
import { HtmlPreview } from "../../components/rich/html-preview.tsx";
import { useStore } from "../../state/store.ts";
import { showToast } from "../../state/toasts.ts";
import { editorText } from "../../texts/editor/editor-text.ts";
import { groupOf, textOf, type PartProps } from "./part.ts";

/** Where each template is, what it can name, and under which name the server sends a test of it. */
const MAILS = {
  verification: { path: ["verificationTemplate"], names: ["TOKEN"], test: "verification" },
  reset: { path: ["resetPasswordTemplate"], names: ["TOKEN"], test: "password-reset" },
  emailChange: { path: ["confirmEmailChangeTemplate"], names: ["TOKEN"], test: "email-change" },
  otp: { path: ["otp", "emailTemplate"], names: ["OTP", "OTP_ID"], test: "otp" },
  alert: { path: ["authAlert", "emailTemplate"], names: ["ALERT_INFO"], test: "login-alert" },
} as const;
type Mail = keyof typeof MAILS;
const COMMON_NAMES = ["APP_NAME", "APP_URL", "RECORD:email"];

/** The mails to accounts: subject, text, and a look at what arrives. */
export function MailsPart({ draft, errors, onValue }: PartProps): ReactElement {
  const [mail, setMail] = useState<Mail>("verification");
  const { mails } = editorText;
  const { path, names, test } = MAILS[mail];
  const [group, inner] = path;
  const holder = groupOf(draft, group);
  const template = (inner === undefined ? holder : holder[inner]) as { subject?: string; body?: string } | undefined;
  const set = (values: object): void => {
    const next = { ...template, ...values };
    onValue(group, inner === undefined ? next : { ...holder, [inner]: next });
  };
  const prefix = path.join(".");
  return (
    <div className="stack">
      <SelectField
        label={mails.which}
        options={(Object.keys(MAILS) as Mail[]).map((value) => ({ value, label: mails.names[value] }))}
        value={mail}
        onChange={setMail}
      />
      <TextField
        label={mails.subject}
        error={errors[`${prefix}.subject`]}
        value={template?.subject ?? ""}
        onChange={(subject) => set({ subject })}
      />
      <div className="stack tight">
        <span className="label">{mails.body}</span>
        <CodeEditor
          key={mail}
          label={mails.body}
          description={errors[`${prefix}.body`]}
          isInvalid={errors[`${prefix}.body`] !== undefined}
          language={loadHtml}
          minHeight="180px"
          maxHeight="420px"
          value={template?.body ?? ""}
          onChange={(body) => set({ body })}
        />
        {errors[`${prefix}.body`] === undefined ? null : <p className="error">{errors[`${prefix}.body`]}</p>}
        <p className="hint">
          {mails.placeholders} <code>{[...names, ...COMMON_NAMES].map((name) => `{${name}}`).join(" ")}</code>
        </p>
      </div>
      <div className="stack tight">
        <span className="label">{mails.preview}</span>
        <HtmlPreview label={mails.preview} html={filledIn(template?.body ?? "", useStore(settings))} />
      </div>
      <TestMail collection={textOf(draft.values["id"])} template={test} />
    </div>
  );
}

/** With what is known of the names in it. */
function filledIn(body: string, known: Settings | null): string {
  if (known === null) return body;
  const { appName, appURL } = known.meta;
  return body.replaceAll("{APP_NAME}", escapeHtml(appName)).replaceAll("{APP_URL}", escapeHtml(appURL));
}

function escapeHtml(value: string): string {
  const element = document.createElement("span");
  element.textContent = value;
  return element.innerHTML;
}

/** Sends what is stored: the server knows nothing of what is typed here. */
function TestMail({ collection, template }: { collection: string; template: string }): ReactElement | null {
  const [address, setAddress] = useState("");
  const { isRunning, problem, run } = useTask();
  const { mails } = editorText;
  if (collection === "") return null;
  const send = async (): Promise<void> => {
    await client.settings.testEmail(collection, address, template);
    showToast(mails.sent(address));
  };
  return (
    <section className="stack box padded" aria-label={mails.test}>
      <TextField
        label={mails.testTo}
        hint={mails.testHint}
        type="email"
        error={problem?.fields["email"]}
        value={address}
        onChange={setAddress}
      />
      <Alert message={problem === null || problem.fields["email"] !== undefined ? undefined : problem.message} />
      <div>
        <button
          type="button"
          className="button"
          aria-busy={isRunning}
          disabled={address === ""}
          onClick={() => void run(send)}
        >
          {mails.test}
        </button>
      </div>
    </section>
  );
}
