import { useEffect } from "react";
import type { ReactElement } from "react";
import { LanguageMenu } from "./components/language-menu.tsx";
import { ThemeButton } from "./components/theme-button.tsx";
import { ToastList } from "./components/toast-list.tsx";
import { TooltipLayer } from "./components/tooltip-layer.tsx";
import {
  ConfirmEmailPage,
  ConfirmPasswordPage,
  ConfirmVerificationPage,
  OAuth2DonePage,
  OAuth2FailedPage,
} from "./pages/auth/confirm-pages.tsx";
import { InstallPage } from "./pages/auth/install-page.tsx";
import { LoginPage } from "./pages/auth/login-page.tsx";
import { ResetPage } from "./pages/auth/reset-page.tsx";
import { SignInAgain } from "./pages/auth/sign-in-again.tsx";
import { Shell } from "./pages/shell/shell.tsx";
import { keepFocus } from "./state/keep-focus.ts";
import { navigate, route } from "./state/route.ts";
import type { Route } from "./state/route.ts";
import { endedSession, session } from "./state/session.ts";
import { useStore } from "./state/store.ts";

export function App(): ReactElement {
  const where = useStore(route);
  const email = useStore(session);
  const ended = useStore(endedSession);
  const open = openPage(where);
  const isLogin = where.parts[0] === "login" || where.parts.length === 0;
  useEffect(() => {
    if (email !== null && isLogin) navigate("#/collections");
  }, [email, isLogin]);
  useEffect(keepFocus, []);
  const page = open ?? (email === null ? <LoginPage /> : <Shell where={where} email={email} />);
  return (
    <>
      {page}
      {open === null && ended !== null ? <SignInAgain email={ended} /> : null}
      {open === null && email !== null ? null : (
        <div className="corner">
          <LanguageMenu />
          <ThemeButton />
        </div>
      )}
      <ToastList />
      <TooltipLayer />
    </>
  );
}

/** The pages for everyone, by the addresses that PocketBase's mails and its installer use. */
function openPage({ parts, query }: Route): ReactElement | null {
  const [first, second, token = ""] = parts;
  if (first === "pbinstal" && second !== undefined) return <InstallPage token={second} />;
  if (first === "request-password-reset") return <ResetPage />;
  if (first !== "auth") return null;
  switch (second ?? "") {
    case "confirm-verification":
      return <ConfirmVerificationPage key={token} token={token} />;
    case "confirm-password-reset":
      return <ConfirmPasswordPage token={token} />;
    case "confirm-email-change":
      return <ConfirmEmailPage token={token} />;
    case "oauth2-redirect-success":
      return <OAuth2DonePage />;
    case "oauth2-redirect-failure":
      return <OAuth2FailedPage reason={query.get("reason") ?? ""} />;
    default:
      return null;
  }
}
