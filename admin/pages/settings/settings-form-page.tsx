import { useEffect } from "react";
import type { ReactElement, ReactNode } from "react";
import { LoadProblem } from "../../components/load-problem.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { text } from "../../texts/text.ts";
import { SaveBar } from "./save-bar.tsx";
import { useSettingsForm } from "./use-settings-form.ts";
import type { SettingsForm } from "./use-settings-form.ts";

interface SettingsFormPageProps {
  readonly title: string;
  readonly hint?: string;
  readonly actions?: ReactNode;
  /** The parts of the settings that are edited here: errors of others are told above. */
  readonly sections: readonly string[];
  readonly children: (form: SettingsForm) => ReactNode;
}

/** A page that edits some of the settings. */
export function SettingsFormPage(props: SettingsFormPageProps): ReactElement {
  const { title, hint, actions, sections, children } = props;
  const { form, loading, saving, load, save, reset } = useSettingsForm();
  const errors = form?.errors;
  useEffect(() => {
    if (errors === undefined || Object.keys(errors).length === 0) return;
    // To what has to be put right.
    document.querySelector<HTMLElement>("#main [aria-invalid=true]")?.focus();
  }, [errors]);
  return (
    <>
      <PageHeader title={title} crumbs={[{ label: text.shell.settings, hash: "#/settings" }]}>
        {actions}
      </PageHeader>
      <form
        className="page-body narrow settings-page"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {hint === undefined ? null : <p className="page-hint">{hint}</p>}
        {form === null ? (
          loading.problem === null ? (
            <Skeleton lines={6} />
          ) : (
            <LoadProblem message={loading.problem.message} onRetry={load} />
          )
        ) : (
          <>
            <Problem message={saving.problem?.message} errors={form.errors} sections={sections} />
            {children(form)}
            {/* Enter in an input saves. */}
            <button hidden disabled={!form.isChanged} />
          </>
        )}
      </form>
      {form === null ? null : (
        <SaveBar isChanged={form.isChanged} isSaving={form.isSaving} onSave={save} onReset={reset} />
      )}
    </>
  );
}

interface ProblemProps {
  readonly message: string | undefined;
  readonly errors: SettingsForm["errors"];
  readonly sections: readonly string[];
}

/** Why the last attempt to save failed, with what belongs to no field of this page. */
function Problem({ message, errors, sections }: ProblemProps): ReactElement | null {
  if (message === undefined) return null;
  const elsewhere = Object.entries(errors).filter(([path]) => !sections.includes(path.split(".")[0] ?? ""));
  return (
    <div className="notice bad stack tight" role="alert">
      <p>{message}</p>
      {elsewhere.map(([path, why]) => (
        <p key={path}>
          <code>{path}</code>: {why}
        </p>
      ))}
    </div>
  );
}
