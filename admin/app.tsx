import { lazy, useEffect } from "react";
import type { ReactElement } from "react";
import { LanguageMenu } from "./components/language-menu.tsx";
import { SlowNote } from "./components/slow-note.tsx";
import { ThemeButton } from "./components/theme-button.tsx";
import { ToastList } from "./components/toast-list.tsx";
import { TooltipLayer } from "./components/tooltip-layer.tsx";
import { PageBoundary } from "./components/page-boundary.tsx";
import { isOpenPage } from "./pages/auth/is-open-page.ts";
import { LoginPage } from "./pages/auth/login-page.tsx";
import { SignInAgain } from "./pages/auth/sign-in-again.tsx";
import { Shell } from "./pages/shell/shell.tsx";
import { keepFocus } from "./state/keep-focus.ts";
import { navigate, route } from "./state/route.ts";
import { endedSession, session } from "./state/session.ts";
import { useStore } from "./state/store.ts";

const OpenPage = lazy(() => import("./pages/auth/open-page.tsx").then((module) => ({ default: module.OpenPage })));

export function App(): ReactElement {
  const where = useStore(route);
  const email = useStore(session);
  const ended = useStore(endedSession);
  const isOpen = isOpenPage(where);
  const isLogin = where.parts[0] === "login" || where.parts.length === 0;
  useEffect(() => {
    if (email !== null && isLogin) navigate("#/collections");
  }, [email, isLogin]);
  useEffect(keepFocus, []);
  return (
    <>
      {isOpen ? (
        <PageBoundary>
          <OpenPage where={where} />
        </PageBoundary>
      ) : email === null ? (
        <LoginPage />
      ) : (
        <Shell where={where} email={email} />
      )}
      {!isOpen && ended !== null ? <SignInAgain email={ended} /> : null}
      {!isOpen && email !== null ? null : (
        <div className="corner">
          <LanguageMenu />
          <ThemeButton />
        </div>
      )}
      <ToastList />
      <SlowNote />
      <TooltipLayer />
    </>
  );
}
