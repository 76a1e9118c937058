/** The names that begin with what the option names, with commas; all if it is not given. @throws {Error} for others */
export function beginningsOf(
  option: string,
  text: string | undefined,
  names: readonly string[],
): readonly string[] {
  if (text === undefined) return names;
  const beginnings = text.split(',');
  for (const beginning of beginnings) {
    if (!names.some((name) => name.startsWith(beginning)))
      throw new Error(
        `Expected \`--${option}\` to name cases of ${names.join(', ')}, got ${beginning}`,
      );
  }
  return names.filter((name) => beginnings.some((beginning) => name.startsWith(beginning)));
}

/** The names the option gives, with commas, in the order of all names. @throws {Error} for others */
export function namesOf<Name extends string>(
  option: string,
  text: string,
  names: readonly Name[],
): Name[] {
  const wanted = text.split(',');
  const unknown = wanted.find((name) => !(names as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new Error(`Expected \`--${option}\` to be of ${names.join(', ')}, got ${unknown}`);
  return names.filter((name) => wanted.includes(name));
}

/** The number the option gives. @throws {Error} for what is none, or out of range */
export function numberOf(
  option: string,
  text: string,
  least: number,
  most: number,
  integer: boolean,
): number {
  const value = Number(text);
  if (text === '' || !(value >= least && value <= most) || (integer && !Number.isInteger(value)))
    throw new Error(
      `Expected \`--${option}\` to be ${integer ? 'an integer' : 'a number'} from ${least} to ${most}, got ${text}`,
    );
  return value;
}
