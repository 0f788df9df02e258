/**
 * The program of a realm: PocketBase's globals over one way to the server. It is evaluated in each realm before any hook file; the
 * thread then calls `__start` once and gets the function that runs handlers.
 */
import { apis, errorClasses } from "./apis.ts";
import { App } from "./app.ts";
import { bindMethods } from "./bound-methods.ts";
import { CliCommand } from "./cli-command.ts";
import { Collection, HostCollection } from "./collection.ts";
import { Cookie } from "./cookie.ts";
import { arrayOf, hostToString, readerToString, sleep, toBytes } from "./conversions.ts";
import { Cron } from "./cron.ts";
import { dbx } from "./dbx/expressions.ts";
import { DynamicModel, nullables } from "./dynamic-model.ts";
import { GoError } from "./errors.ts";
import { filesystem } from "./filesystem.ts";
import { FormData } from "./form-data.ts";
import { AppleClientSecretCreateForm, RecordUpsertForm, TestEmailSendForm, TestS3FilesystemForm } from "./forms.ts";
import { fieldClasses } from "./field.ts";
import { FieldsList, HostFieldsList } from "./fields-list.ts";
import { http } from "./http.ts";
import { installGoTexts } from "./go-dates.ts";
import { HttpHeader } from "./http-header.ts";
import { HttpRequest } from "./http-request.ts";
import { HttpResponse, ResponseHeader } from "./http-response.ts";
import { hookConsole, Logger } from "./logger.ts";
import { MailerMessage, mails } from "./mail.ts";
import { require } from "./modules.ts";
import { filepath } from "./filepath.ts";
import { hostOs } from "./os.ts";
import { SubscriptionMessage } from "./realtime.ts";
import { HostRecord } from "./record.ts";
import { Record } from "./record-class.ts";
import { Middleware } from "./registrations.ts";
import { RequestHookEvent, RouteEvent } from "./request-event.ts";
import { RequestInfo } from "./request-info.ts";
import { realmGlobals, runMessage } from "./run.ts";
import { security } from "./security.ts";
import { type Environment, server } from "./server.ts";
import { Store } from "./store.ts";
import { unmarshal } from "./unmarshal.ts";
import { ValidationError } from "./validation-error.ts";
import { templates } from "./template.ts";
import { Context } from "./context.ts";
import { DateTime } from "./date-time.ts";
import { Timezone } from "./time-zone.ts";

/** What scripts get from the server, and may take methods of. */
const HOST_CLASSES = [
  App,
  HttpHeader,
  HttpRequest,
  HttpResponse,
  HostCollection,
  HostFieldsList,
  HostRecord,
  Logger,
  RequestHookEvent,
  ResponseHeader,
  RouteEvent,
  Store,
];
for (const type of HOST_CLASSES) bindMethods(type);
installGoTexts();

type Start = (
  call: (text: string) => string,
  takeBytes: (key: number) => string,
  giveBytes: (content: string, isText: boolean) => number,
) => (environment: string, settle: () => void) => typeof runMessage;

const start: Start = (call, takeBytes, giveBytes) => (environment, settle) => {
  server.call = call;
  server.takeBytes = takeBytes;
  server.giveBytes = giveBytes;
  server.settle = settle;
  server.environment = JSON.parse(environment) as Environment;
  Object.assign(process.env, server.environment.env);
  realmGlobals.all = { ...globals(), ...(server.environment.isMigration ? {} : hookGlobals()) };
  Object.assign(globalThis, realmGlobals.all);
  return runMessage;
};

function globals(): Readonly<globalThis.Record<string, unknown>> {
  return {
    ...nullables,
    $dbx: dbx,
    $filesystem: filesystem,
    $filepath: filepath,
    $http: http,
    $mails: mails,
    $os: hostOs,
    $security: security,
    ...fieldClasses,
    AppleClientSecretCreateForm,
    Collection,
    $template: templates,
    Command: CliCommand,
    Context,
    Cookie,
    DateTime,
    DynamicModel,
    FieldsList,
    FormData,
    GoError,
    MailerMessage,
    Middleware,
    Record,
    RecordUpsertForm,
    RequestInfo,
    SubscriptionMessage,
    TestEmailSendForm,
    TestS3FilesystemForm,
    Timezone,
    ValidationError,
    __hooks: server.environment.hooksDir,
    arrayOf,
    console: hookConsole,
    readerToString,
    require,
    sleep,
    toBytes,
    toString: hostToString,
    unmarshal,
  };
}

/** What migrations don't have. */
function hookGlobals(): Readonly<globalThis.Record<string, unknown>> {
  return {
    ...errorClasses,
    $apis: apis,
    $app: new App(0),
    __args: [],
    cronAdd: (id: string, expression: string, handler: unknown): void => new Cron().add(id, expression, handler),
    cronRemove: (id: string): void => new Cron().remove(id),
  };
}

(globalThis as { __start?: Start }).__start = start;

/** A realm that imports this program has to name something of it. */
export const isRuntime = true;
