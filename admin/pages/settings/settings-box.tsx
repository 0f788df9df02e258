import type { ReactElement, ReactNode } from "react";

interface SettingsBoxProps {
  readonly title: string;
  readonly hint?: ReactNode;
  /** Beside the title. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A group of settings that belong together. */
export function SettingsBox({ title, hint, action, children }: SettingsBoxProps): ReactElement {
  return (
    <section className="box padded stack settings-box">
      <div className="row">
        <div className="stack tight grow">
          <h2>{title}</h2>
          {hint === undefined ? null : <p className="hint">{hint}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
