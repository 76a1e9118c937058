/** What the process of the attackers is started with. */
export interface AttackersPlan {
  readonly port: number;
  /** Members who come in at once. */
  readonly names: readonly { readonly name: string; readonly token: string }[];
  readonly roomsPerMember: number;
  readonly spareTokens: readonly string[];
  readonly history: string;
}

/** Asks for one attack. */
export interface AttackRequest {
  /** Its place in `insiderAttacks`. */
  readonly attack: number;
  readonly seconds: number;
}

/** What the process of the attackers reports. */
export type AttackersMessage =
  | { readonly type: 'ready' }
  | {
      readonly type: 'done';
      /** How often the attack was done. */
      readonly done: number;
      /** Attackers whose connection has ended since the beginning. */
      readonly ended: number;
    };
