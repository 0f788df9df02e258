import type { ReactElement } from "react";
import { useSetup } from "../../api/setup.ts";
import { text } from "../../texts/text.ts";

/** At the foot of the list beside the pages: the account that is signed in, and the server's version. */
export function SideState({ email }: { email: string }): ReactElement {
  const { version } = useSetup();
  return (
    <p className="side-state hint">
      <span className="clip" title={email}>
        {email}
      </span>
      {version === undefined ? null : <span>{text.shell.version(version)}</span>}
    </p>
  );
}
