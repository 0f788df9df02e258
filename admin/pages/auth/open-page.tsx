import type { ReactElement } from "react";
import type { Route } from "../../state/route.ts";
import {
  ConfirmEmailPage,
  ConfirmPasswordPage,
  ConfirmVerificationPage,
  OAuth2DonePage,
  OAuth2FailedPage,
} from "./confirm-pages.tsx";
import { InstallPage } from "./install-page.tsx";
import { mailPageOf } from "./is-open-page.ts";
import { ResetPage } from "./reset-page.tsx";

/** The pages for everyone, which those who are signed in do not load. */
export function OpenPage({ where }: { where: Route }): ReactElement {
  const { parts, query } = where;
  const [first, second = "", token = ""] = parts;
  if (first === "pbinstal") return <InstallPage token={second} />;
  switch (mailPageOf(where)) {
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
    case undefined:
      return <ResetPage />;
  }
}
