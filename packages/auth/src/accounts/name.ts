import { isWellFormedName, nameProblem } from '../../../../common/names/account-name.ts';
import { badName } from '../errors.ts';

export {
  defaultReservedNames,
  nameKey,
  reservation,
} from '../../../../common/names/account-name.ts';

/**
 * Whether a name may stand in the file. Files written by hand, or before a rule was made, may hold names that
 * {@link assertName} refuses.
 */
export const isName = isWellFormedName;

/** @throws AuthError `ERR_AUTH_BAD_NAME` when no account can get this name. */
export function assertName(name: string): void {
  const problem = nameProblem(name);
  if (problem !== undefined) throw badName(problem);
}
