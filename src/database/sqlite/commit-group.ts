import type { SqliteConnection } from "./connection.ts";

/** One of several units of work that are committed together. */
export interface GroupMember {
  /** False where it writes with one statement, behind which nothing of it fails: then that undoes itself. */
  readonly needsSavepoint: boolean;
  /** False where callbacks come between the commit and whoever waits for it. */
  readonly isToldAtOnce: boolean;
  hasWritten(): boolean;
  /** Ends once the work is done and may be committed; what it throws undoes this member only. It may take a savepoint after all. */
  work(takeSavepoint: () => void): Promise<void> | void;
  committed(): Promise<void> | void;
  rolledBack(reason: unknown): Promise<void> | void;
}

export interface CommitGroupOptions {
  readonly writer: SqliteConnection;
  /** Runs `group` while nothing else writes. */
  readonly exclusive: (group: () => Promise<void>) => Promise<void>;
  /** Waits while another process holds the lock. */
  readonly begin: () => Promise<void>;
  readonly commit: () => Promise<void>;
  readonly rollback: () => void;
  /** To be called before a member's work; what it returns makes what belongs to that work undone, beside its rows. */
  readonly mark: () => () => void;
  readonly maxWaiting: number;
  /** Whether other processes may wait for the lock, which is held as shortly as can be then. */
  readonly hurries: boolean;
}

/** So many members at most share a commit, which bounds how long other writers and the first member wait. */
const MAX_MEMBERS = 64;

/**
 * Commits short work of many requests together, each in a savepoint of its own where it takes one: a commit costs more than a small write, and
 * under load many requests reach the writer in one turn of the event loop. A member is told of its success after the commit.
 */
export class CommitGroup {
  readonly #options: CommitGroupOptions;
  #waiting: GroupMember[] = [];
  #isRunning = false;
  /** Whether the one that was told last may not know of it yet. */
  #isTelling = false;

  constructor(options: CommitGroupOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get isFull(): boolean {
    return this.#waiting.length >= this.#options.maxWaiting;
  }

  join(member: GroupMember): void {
    this.#waiting.push(member);
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const outcomes: Outcome[] = [];
      // While others wait for the lock nobody is waited for, so those who join now do it before.
      if (this.#options.hurries) await this.#gather();
      try {
        await this.#options.exclusive(() => this.#runGroup(outcomes));
      } catch (error) {
        for (const member of this.#waiting.splice(0)) outcomes.push({ member, failure: { reason: error } });
      }
      await this.#tell(outcomes);
    }
    this.#isRunning = false;
  }

  /** Until nobody joins any more. */
  async #gather(): Promise<void> {
    for (let before = 0; before < this.#waiting.length && before < MAX_MEMBERS;) {
      before = this.#waiting.length;
      await nextTick();
    }
  }

  /** Rejects where no transaction could be begun; else adds to `outcomes` what each member is to be told. */
  async #runGroup(outcomes: Outcome[]): Promise<void> {
    const { begin, commit, rollback, hurries } = this.#options;
    const done: GroupMember[] = [];
    // Without the transaction nobody is begun: all who wait are told, rather than each waiting for the lock in turn.
    await begin();
    try {
      for (let count = 0; count < MAX_MEMBERS; count++) {
        const member = this.#waiting.shift();
        if (member === undefined) break;
        const running = this.#runMember(member);
        const failure = running instanceof Promise ? await running : running;
        if (failure === null) done.push(member);
        else outcomes.push({ member, failure });
        if (failure?.endsGroup) throw failure.reason;
        // Requests whose body is being read right now may still join.
        if (this.#waiting.length === 0 && !hurries) await nextTick();
      }
      await commit();
      for (const member of done) outcomes.push({ member, failure: null });
    } catch (error) {
      rollback();
      for (const member of done) outcomes.push({ member, failure: { reason: error } });
    }
  }

  /** In the order of the writes: what is made of two writes of one record, such as events, must not change places. */
  async #tell(outcomes: readonly Outcome[]): Promise<void> {
    for (const { member, failure } of outcomes) {
      if (member.isToldAtOnce && this.#isTelling) await nextTick();
      this.#isTelling = !member.isToldAtOnce;
      void (failure === null ? member.committed() : member.rolledBack(failure.reason));
    }
  }

  /** Without a promise where nothing is waited for. */
  #runMember(member: GroupMember): Failure | null | Promise<Failure | null> {
    const { writer, mark } = this.#options;
    const forget = mark();
    let isSaved = false;
    const takeSavepoint = (): void => {
      if (!isSaved) writer.run("SAVEPOINT member");
      isSaved = true;
    };
    const done = (): null => {
      if (isSaved) writer.run("RELEASE member");
      return null;
    };
    const undo = (reason: unknown): Failure => {
      forget();
      return this.#undo(member, { isSaved, reason });
    };
    try {
      if (member.needsSavepoint) takeSavepoint();
      const working = member.work(takeSavepoint);
      return working === undefined ? done() : working.then(done).catch(undo);
    } catch (reason) {
      return undo(reason);
    }
  }

  #undo(member: GroupMember, { isSaved, reason }: { isSaved: boolean; reason: unknown }): Failure {
    const { writer } = this.#options;
    // SQLite rolls back the whole transaction itself after some errors, such as a full disk.
    if (!writer.isInTransaction) return { reason, endsGroup: true };
    // It did fail behind its statement: then only all can be undone.
    if (!isSaved) return { reason, endsGroup: member.hasWritten() };
    writer.run("ROLLBACK TO member");
    writer.run("RELEASE member");
    return { reason, endsGroup: false };
  }
}

function nextTick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Outcome {
  readonly member: GroupMember;
  /** Null: it was committed. */
  readonly failure: Pick<Failure, "reason"> | null;
}

interface Failure {
  readonly reason: unknown;
  readonly endsGroup: boolean;
}
