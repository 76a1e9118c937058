/** A promise, and what was found. */
export interface Claim {
  readonly claim: string;
  readonly held: boolean;
  /** The figures it is based on. */
  readonly detail: string;
  /** The first problems. */
  readonly problems: readonly string[];
}

/** How many problems of a claim are printed. */
const maxProblems = 8;

/** Collects claims and whether they held. */
export class Verdict {
  readonly claims: Claim[] = [];

  /** Whether all claims held. False without claims. */
  get held(): boolean {
    return this.claims.length > 0 && this.claims.every(({ held }) => held);
  }

  /** Adds a claim that holds if there are no problems. */
  add(claim: string, detail: string, problems: readonly string[]): void {
    const told = problems.slice(0, maxProblems);
    if (problems.length > told.length) told.push(`and ${problems.length - told.length} more`);
    this.claims.push({ claim, held: problems.length === 0, detail, problems: told });
  }

  /** Adds a claim that holds if `held`. */
  check(claim: string, held: boolean, detail: string): void {
    this.add(claim, detail, held ? [] : [detail]);
  }

  /** A line for each claim, and for each problem. */
  lines(): string[] {
    return this.claims.flatMap(({ claim, held, detail, problems }) => [
      `${held ? 'held  ' : 'BROKEN'}  ${claim}: ${detail}`,
      ...problems.map((problem) => `        ${problem}`),
    ]);
  }
}
