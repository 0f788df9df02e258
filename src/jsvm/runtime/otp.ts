import { HostRecord } from "./record.ts";

/** A one-time password, a record of `_otps`. */
export class HostOtp extends HostRecord {
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

  /** Where it was mailed to. */
  sentTo(): string {
    return this.getString("sentTo");
  }

  setSentTo(address: string): void {
    this.set("sentTo", address);
  }

  created(): unknown {
    return this.get("created");
  }

  updated(): unknown {
    return this.get("updated");
  }

  /** `maxElapsed` in nanoseconds, as Go's durations. */
  hasExpired(maxElapsed: number): boolean {
    const created = Date.parse(this.getString("created").replace(" ", "T"));
    return created + maxElapsed / 1e6 < Date.now();
  }
}
