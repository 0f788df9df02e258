import { includesCodePoint, WORD } from "./character-ranges.ts";
import type { Assertion, PatternNode } from "./pattern-node.ts";

/** One step: a test of a character or of the position, or a jump to two places. */
type Step =
  | CharacterStep
  | { readonly kind: "assertion"; readonly assertion: Assertion }
  | { readonly kind: "fork"; readonly targets: number[] }
  | { readonly kind: "match" };

interface CharacterStep {
  readonly kind: "character";
  readonly accepts: (codePoint: number) => boolean;
  /** What `accepts` says of each ASCII character: 1 for yes. */
  readonly ascii: Uint8Array;
  /** The step behind it. */
  readonly next: number;
}

const ASCII_SIZE = 128;

/** Steps beyond it would make matching slow; patterns of that size are refused. */
const MAX_STEPS = 10_000;

/**
 * Matches in time proportional to text times pattern, whatever both are (Thompson's construction): JavaScript's own
 * expressions need exponential time for some patterns, and texts come from clients.
 */
export class MatchProgram {
  readonly #steps: Step[] = [];

  constructor(node: PatternNode) {
    this.#compile(node);
    this.#add({ kind: "match" });
  }

  /** Whether some part of the text matches. */
  test(text: string): boolean {
    const characters = Array.from(text, (character) => character.codePointAt(0) ?? 0);
    const place: Place = { characters, position: 0, seen: new Int32Array(this.#steps.length).fill(-1) };
    const first = this.#steps[0];
    const isAnchored = first?.kind === "assertion" && first.assertion === "textStart";
    const pending: number[] = [];
    const reached: CharacterStep[] = [];
    for (; place.position <= characters.length; place.position += 1) {
      if (place.position === 0 || !isAnchored) pending.push(0);
      else if (pending.length === 0) return false;
      reached.length = 0;
      if (this.#follow(pending, place, reached)) return true;
      const codePoint = characters[place.position];
      if (codePoint === undefined) break;
      for (const step of reached) {
        if (codePoint < ASCII_SIZE ? step.ascii[codePoint] === 1 : step.accepts(codePoint)) pending.push(step.next);
      }
    }
    return false;
  }

  /** Collects the character steps that are reached without a character; true where the end is. Empties `pending`. */
  #follow(pending: number[], place: Place, reached: CharacterStep[]): boolean {
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (place.seen[index] === place.position) continue;
      place.seen[index] = place.position;
      const step = this.#steps[index];
      if (step === undefined) continue;
      if (step.kind === "match") return true;
      if (step.kind === "character") reached.push(step);
      else if (step.kind === "fork") for (const target of step.targets) pending.push(target);
      else if (holds(step.assertion, place)) pending.push(index + 1);
    }
    return false;
  }

  #add(step: Step): number {
    if (this.#steps.length >= MAX_STEPS) throw new RangeError("the pattern is too large");
    return this.#steps.push(step) - 1;
  }

  #addCharacter(accepts: (codePoint: number) => boolean): void {
    const ascii = Uint8Array.from({ length: ASCII_SIZE }, (_, codePoint) => (accepts(codePoint) ? 1 : 0));
    this.#add({ kind: "character", accepts, ascii, next: this.#steps.length + 1 });
  }

  #compile(node: PatternNode): void {
    switch (node.kind) {
      case "empty":
        return;
      case "sequence":
        for (const item of node.items) this.#compile(item);
        return;
      case "choice":
        this.#compileChoice(node.items);
        return;
      case "repeat":
        this.#compileRepeat(node);
        return;
      case "assertion":
        this.#add({ kind: "assertion", assertion: node.assertion });
        return;
      case "any":
      case "class":
      case "literal":
        this.#addCharacter(acceptor(node));
        return;
    }
  }

  #compileChoice(items: readonly PatternNode[]): void {
    const ends: number[][] = [];
    const fork: number[] = [];
    this.#add({ kind: "fork", targets: fork });
    for (const item of items) {
      fork.push(this.#steps.length);
      this.#compile(item);
      const targets: number[] = [];
      this.#add({ kind: "fork", targets });
      ends.push(targets);
    }
    for (const targets of ends) targets.push(this.#steps.length);
  }

  #compileRepeat({ item, min, max }: { item: PatternNode; min: number; max: number }): void {
    for (let count = 0; count < min; count += 1) this.#compile(item);
    if (max === Infinity) {
      const targets: number[] = [];
      const start = this.#add({ kind: "fork", targets });
      targets.push(start + 1);
      this.#compile(item);
      this.#add({ kind: "fork", targets: [start] });
      targets.push(this.#steps.length);
      return;
    }
    const exits: number[][] = [];
    for (let count = min; count < max; count += 1) {
      const targets: number[] = [];
      targets.push(this.#add({ kind: "fork", targets }) + 1);
      exits.push(targets);
      this.#compile(item);
    }
    for (const targets of exits) targets.push(this.#steps.length);
  }
}

interface Place {
  readonly characters: readonly number[];
  position: number;
  /** By step: the last position that it was reached at. */
  readonly seen: Int32Array;
}

function acceptor(node: PatternNode & { kind: "any" | "class" | "literal" }): (codePoint: number) => boolean {
  if (node.kind === "any") return node.newline ? () => true : (codePoint) => codePoint !== 0x0a;
  const ranges = node.kind === "class" ? node.ranges : ([[node.codePoint, node.codePoint]] as const);
  if (!node.ignoreCase) return (codePoint) => includesCodePoint(ranges, codePoint);
  return (codePoint) => [codePoint, ...otherCases(codePoint)].some((variant) => includesCodePoint(ranges, variant));
}

function otherCases(codePoint: number): number[] {
  const character = String.fromCodePoint(codePoint);
  return [character.toLowerCase(), character.toUpperCase()].map((text) => text.codePointAt(0) ?? codePoint);
}

function holds(assertion: Assertion, { characters, position }: Place): boolean {
  const before = characters[position - 1];
  const after = characters[position];
  switch (assertion) {
    case "textStart":
      return before === undefined;
    case "textEnd":
      return after === undefined;
    case "lineStart":
      return before === undefined || before === 0x0a;
    case "lineEnd":
      return after === undefined || after === 0x0a;
    case "wordBoundary":
      return isWord(before) !== isWord(after);
    case "noWordBoundary":
      return isWord(before) === isWord(after);
  }
}

function isWord(codePoint: number | undefined): boolean {
  return codePoint !== undefined && includesCodePoint(WORD, codePoint);
}
