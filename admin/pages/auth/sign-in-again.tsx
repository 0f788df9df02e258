import type { ReactElement } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { leaveEndedSession } from "../../state/session.ts";
import { text } from "../../texts/text.ts";
import { LoginPage } from "./login-page.tsx";

/** Over a page whose sign-in has ended, which stays below with all that was typed. */
export function SignInAgain({ email }: { email: string }): ReactElement {
  return (
    <Dialog className="sign-in-again" label={text.login.title} isBusy onClose={() => undefined}>
      <LoginPage ended={email}>
        <button type="button" className="button quiet wide" onClick={leaveEndedSession}>
          {text.login.leave}
        </button>
      </LoginPage>
    </Dialog>
  );
}
