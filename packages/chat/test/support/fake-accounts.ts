import type { Account, Authenticator } from '../../src/index.ts';

/** Accounts in memory. Names that begin with `op` are operators. */
export function fakeAccounts(): Authenticator & { readonly passwords: Map<string, string> } {
  const passwords = new Map<string, string>();
  const tokens = new Map<string, string>();
  const account = (name: string): Account => ({
    name,
    roles: name.startsWith('op') ? ['operator'] : [],
  });
  const verify = (name: string, password: string): Promise<Account> =>
    passwords.get(name) === password
      ? Promise.resolve(account(name))
      : refuse('ERR_AUTH_BAD_CREDENTIALS', 'Name or password is wrong');
  return {
    passwords,
    identify: () => Promise.resolve([...passwords.keys()].at(-1)),
    exists: (name) => Promise.resolve(passwords.has(name)),
    checkName: (name) =>
      Promise.resolve(
        passwords.has(name)
          ? { ok: false, code: 'ERR_AUTH_NAME_TAKEN', message: `The name ${name} is taken` }
          : { ok: true },
      ),
    checkPassword: (_name, password) =>
      Promise.resolve(
        password.length < 8
          ? { ok: false, code: 'ERR_AUTH_BAD_PASSWORD', message: 'At least 8 characters' }
          : { ok: true },
      ),
    register(name, password) {
      if (password.length < 8) return refuse('ERR_AUTH_BAD_PASSWORD', 'At least 8 characters');
      passwords.set(name, password);
      return Promise.resolve(account(name));
    },
    verify,
    async changePassword(name, old, password) {
      await verify(name, old);
      if (password.length < 8) return refuse('ERR_AUTH_BAD_PASSWORD', 'At least 8 characters');
      passwords.set(name, password);
      return account(name);
    },
    issueToken(name) {
      const token = `${name}-${'t'.repeat(43)}`;
      tokens.set(token, name);
      return Promise.resolve({ token, expiresAt: Date.UTC(2030, 0, 1) });
    },
    resume(token) {
      const name = tokens.get(token);
      if (name === undefined) return refuse('ERR_AUTH_BAD_TOKEN', 'The token is not valid');
      return Promise.resolve(account(name));
    },
    revoke(name) {
      const mine = [...tokens].filter(([, owner]) => owner === name);
      for (const [token] of mine) tokens.delete(token);
      return Promise.resolve(mine.length);
    },
  };
}

/** Returns an error like those of an authenticator. */
export function refuse(code: string, message: string, more: object = {}): Promise<never> {
  return Promise.reject(Object.assign(new Error(message), { code }, more));
}
