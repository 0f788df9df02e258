import { createAuthToken, verifyToken } from "../../model/auth/tokens.ts";
import { verifyPassword } from "../../model/records/password.ts";
import type { AuthApi, AuthRecord } from "../app-api.ts";
import { type ApiScope, onHost } from "../api-scope.ts";
import { getRecord, toObject } from "./records.ts";

export function createAuthApi(scope: ApiScope): AuthApi {
  return {
    createToken: (collection, id) =>
      onHost(scope, async (context) => createAuthToken(await getRecord(context, collection, id))),
    verifyToken: (token) =>
      onHost(scope, async (context) => {
        const verified = await verifyToken(context, token, "auth");
        return verified === null ? null : (toObject(verified.record) as AuthRecord);
      }),
    verifyPassword: (collection, id, password) =>
      onHost(scope, async (context) =>
        verifyPassword(context, await getRecord(context, collection, id), { plain: password }),
      ),
  };
}
