import { openIdConnect } from "../open-id-connect.ts";

/** Servers of OpenID Connect that each installation, or each customer, has at an address of its own. */
export const selfHostedProviders = [
  openIdConnect("amazoncognito", "Amazon Cognito"),
  openIdConnect("auth0", "Auth0"),
  openIdConnect("authentik", "authentik"),
  openIdConnect("keycloak", "Keycloak"),
  openIdConnect("okta", "Okta"),
  openIdConnect("synology", "Synology"),
];
