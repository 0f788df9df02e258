import { noteOtpAddress } from "../../model/auth/otp.ts";
import { createMailer } from "../../model/mails/mailer.ts";
import {
  sendAuthAlert,
  sendEmailChange,
  sendOtp,
  sendPasswordReset,
  sendVerification,
} from "../../model/mails/record-mails.ts";
import type { Operations } from "../operation.ts";
import { messageOf, type SentMessage } from "../wire-mail.ts";

export const mailOperations: Operations = {
  "mail.send": ({ context, args }) => createMailer(context).send(messageOf(args[0] as SentMessage)),

  /** `$mails`: the kind of mail, the record, and what the kind needs besides. */
  async "mail.record"(call) {
    const { context } = call;
    const record = call.record(1);
    switch (call.text(0)) {
      case "verification":
        return sendVerification(context, record);
      case "passwordReset":
        return sendPasswordReset(context, record);
      case "emailChange":
        return sendEmailChange(context, record, call.text(2));
      case "authAlert":
        return sendAuthAlert(context, record, call.text(2));
      case "otp": {
        const id = call.text(2);
        const sentTo = await sendOtp(context, record, { id, password: call.text(3) });
        if (sentTo !== "") await noteOtpAddress(call.writeContext, id, sentTo);
      }
    }
  },
};
