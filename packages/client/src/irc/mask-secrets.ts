const mask = '***';

/**
 * A line as it may be shown: what could be a password or a token is not in it.
 *
 * @param direction `in` for one of the server's, whose answers to `REGISTER` are no secret
 */
export function maskSecrets(line: string, direction: 'in' | 'out'): string {
  const match =
    /^((?:@\S+ +)?(?::\S+ +)?)(PASS|PASSWD|AUTHENTICATE|REGISTER|OPER|NOTE TOKEN TOKEN_ISSUED)( +)(.*)$/i.exec(
      line,
    );
  if (match === null) return line;
  const [, before = '', command = '', space = '', rest = ''] = match;
  return `${before}${command}${space}${maskRest(command.toUpperCase(), rest, direction)}`;
}

function maskRest(command: string, rest: string, direction: 'in' | 'out'): string {
  switch (command) {
    case 'AUTHENTICATE':
      // The mechanism, the server's `+` and giving up are no secret.
      return /^(?:PLAIN|EXTERNAL|\+|\*)$/.test(rest) ? rest : mask;
    case 'REGISTER':
      return direction === 'in' && /^(?:SUCCESS|VERIFICATION_REQUIRED) /.test(rest)
        ? rest
        : maskLastWord(rest);
    case 'NOTE TOKEN TOKEN_ISSUED':
      return rest.replace(/^\S+/, mask);
    default:
      return mask;
  }
}

/** A password may be the last word, or all behind a colon. */
function maskLastWord(rest: string): string {
  const at = / :/.exec(rest)?.index ?? rest.trimEnd().lastIndexOf(' ');
  return `${rest.slice(0, at + 1)}${mask}`;
}
