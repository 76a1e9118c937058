import { AuthError, type AuthErrorCode } from '../errors.ts';

/** Whether something is allowed, and if not, why: as the error that would be thrown. */
export type Check =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: AuthErrorCode; readonly message: string };

/** The outcome of an assertion as a value. */
export function checked(assertion: () => void): Check {
  try {
    assertion();
    return { ok: true };
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}
