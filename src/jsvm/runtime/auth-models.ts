import { HostRecord } from "./record.ts";

/** A record of one of the collections of the server that belong to an account: PocketBase gives them methods of their own. */
class AuthModel extends HostRecord {
  collectionRef(): string {
    return this.getString("collectionRef");
  }

  setCollectionRef(id: string): void {
    this.set("collectionRef", id);
  }

  recordRef(): string {
    return this.getString("recordRef");
  }

  setRecordRef(id: string): void {
    this.set("recordRef", id);
  }

  created(): unknown {
    return this.get("created");
  }

  updated(): unknown {
    return this.get("updated");
  }

  proxyRecord(): HostRecord {
    return this;
  }

  /** `maxElapsed` in nanoseconds, as Go's durations. */
  hasExpired(maxElapsed: number): boolean {
    const created = Date.parse(this.getString("created").replace(" ", "T"));
    return created + maxElapsed / 1e6 < Date.now();
  }
}

/** A one-time password, a record of `_otps`. */
export class HostOtp extends AuthModel {
  /** Where it was mailed to. */
  sentTo(): string {
    return this.getString("sentTo");
  }

  setSentTo(address: string): void {
    this.set("sentTo", address);
  }
}

/** The first of several ways of signing in that was passed, a record of `_mfas`. */
export class HostMfa extends AuthModel {
  method(): string {
    return this.getString("method");
  }

  setMethod(method: string): void {
    this.set("method", method);
  }
}

/** An account of another service, a record of `_externalAuths`. */
export class HostExternalAuth extends AuthModel {
  provider(): string {
    return this.getString("provider");
  }

  setProvider(provider: string): void {
    this.set("provider", provider);
  }

  providerId(): string {
    return this.getString("providerId");
  }

  setProviderId(id: string): void {
    this.set("providerId", id);
  }
}

/** Where someone signed in from, a record of `_authOrigins`. */
export class HostAuthOrigin extends AuthModel {
  fingerprint(): string {
    return this.getString("fingerprint");
  }

  setFingerprint(fingerprint: string): void {
    this.set("fingerprint", fingerprint);
  }
}
