import type { Account } from '../authenticator.ts';
import type { EnterRequest } from '../protocol/enter-request.ts';

/** What the hub is told of an account that was proved. */
export function provedBy({
  name,
  roles,
  version,
}: Account): Pick<EnterRequest, 'account' | 'roles' | 'version'> {
  return { account: name, roles, ...(version === undefined ? {} : { version }) };
}

/** Who a session proved to be, as far as it changes while the session lasts. */
export class SessionIdentity {
  #operator: boolean;
  /** What the session is called where its account is kept. */
  readonly tag: string;
  /** What it proved, for a token. */
  #proof: string;

  constructor({ roles, proof = '' }: Account, tag: string) {
    this.#operator = roles.includes('operator');
    this.tag = tag;
    this.#proof = proof;
  }

  get operator(): boolean {
    return this.#operator;
  }

  /** The account became an operator, or is none any more; what to say of it. */
  follow(operator: boolean): string {
    this.#operator = operator;
    return operator ? 'You are an operator now' : 'You are no operator any more';
  }

  get proof(): string {
    return this.#proof;
  }

  /** It has proved to be the account once more. */
  renew({ proof = '' }: Account): void {
    this.#proof = proof;
  }
}
