// What the bus of several nodes stands on. `src/database/postgres/nodes` has all of it in a database; tests have it in memory.

/** Sends texts between the nodes. What one node sends comes to each other one once, whole and in its order, or `onReset` is called there. */
export interface NodeMail {
  /** Another one for each process, also where they run under one name one after the other. */
  readonly id: string;
  /** Whether nothing of the others comes at the moment; it comes later. */
  readonly isDeaf: boolean;
  /** To one node, or to all others (null). Must not throw or wait. */
  send(to: string | null, frame: string): void;
  /** Set once, at once after the mail was opened. */
  onFrame: (from: string, frame: string) => void;
  /** Called where something that others sent may have been lost. */
  onReset: () => void;
}

/** Who the nodes are, and which of them leads. Each listener is removed by the function that is returned. */
export interface NodeMembers {
  /** The ids of all, this one included, until they are known to be gone. */
  live(): readonly string[];
  /** Its id; null while there is none. */
  readonly leader: string | null;
  /** False as soon as another node may lead, also in a process that was stopped meanwhile. */
  readonly isLeader: boolean;
  /** Called each time that this node becomes the leader, at once where it is. */
  onLead(listener: () => void): () => void;
  onLeaderChange(listener: () => void): () => void;
  onGone(listener: (id: string) => void): () => void;
  /** Called where the others have given this node up, and it is one of them again. */
  onReturn(listener: () => void): () => void;
  /** Asks who is there now, because somebody has said that it has changed. */
  look(): void;
}

/** The part of the log of a database that streams need. */
export interface StreamLog {
  readonly epoch: string;
  readonly position: number;
  follow(listener: (event: { readonly seq: number; readonly name: string; readonly body: string }) => void): () => void;
  append(name: string, body: string): void;
  onGap(listener: () => void): () => void;
}
