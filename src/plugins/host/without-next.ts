import type { Hooks } from "../../model/hooks.ts";

/** A handler of these drops a message by leaving out `next()`, which is what they are for. */
const DROPS_ON_PURPOSE = /^onMailer|^onRealtimeMessageSend$/;

/** What did not happen because a handler ended without `next()`; null where that is a usual way to end. */
export function missedWithoutNext(hook: keyof Hooks): string | null {
  if (DROPS_ON_PURPOSE.test(hook)) return null;
  if (hook === "onBackupCreate") return "no backup was made";
  if (hook === "onBackupRestore") return "nothing was restored";
  if (/After|Auth|Request(?:OTP|PasswordReset|Verification|EmailChange)/.test(hook))
    return "what comes after it did not run";
  if (/Create|Update|Import|Batch|Confirm/.test(hook)) return "nothing was saved";
  return hook.includes("Delete") ? "nothing was deleted" : "what comes after it did not run";
}
