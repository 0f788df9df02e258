/** The options of a provider of which nothing is known, in the order of the wire. */
export const NO_PROVIDER = {
  pkce: null,
  name: "",
  clientId: "",
  clientSecret: "",
  authURL: "",
  tokenURL: "",
  userInfoURL: "",
  displayName: "",
  extra: null,
};
