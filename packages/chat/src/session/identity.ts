import type { Account } from '../authenticator.ts';
import type { EnterRequest } from '../protocol/enter-request.ts';

/** The part of an `enter` request that describes a proved account. */
export function provedBy({
  name,
  roles,
  version,
  createdAt,
}: Account): Pick<EnterRequest, 'account' | 'roles' | 'version' | 'createdAt'> {
  return {
    account: name,
    roles,
    ...(version !== undefined && { version }),
    ...(createdAt !== undefined && { createdAt }),
  };
}

/** What may change about a session's account while the session lasts. */
export class SessionIdentity {
  operator: boolean;
  /** Identifies this session to the accounts service. */
  readonly tag: string;
  #proof: string;

  constructor({ roles, proof = '' }: Account, tag: string) {
    this.operator = roles.includes('operator');
    this.tag = tag;
    this.#proof = proof;
  }

  /** The proof of the last login or password change, needed to issue a token. */
  get proof(): string {
    return this.#proof;
  }

  /** Takes over the proof of a password change. */
  renew({ proof = '' }: Account): void {
    this.#proof = proof;
  }
}

/** What a user reads when their account became an operator, or is no longer one. */
export function operatorText(operator: boolean): string {
  return operator ? 'You are an operator now' : 'You are no longer an operator';
}
