import type { AccountInfo } from '../accounts/account-info.ts';

/** One object an account, times as ISO 8601. */
export function formatJson(list: readonly AccountInfo[]): string {
  const plain = list.map(({ name, roles, createdAt, seen, tokens }) => ({
    name,
    roles,
    created: createdAt === undefined ? null : isoTime(createdAt),
    seen: seen.map(({ address, at }) => ({ address, at: isoTime(at) })),
    tokens,
  }));
  return JSON.stringify(plain, null, 2);
}

/** One line an account under a heading, in columns. */
export function formatTable(list: readonly AccountInfo[]): string {
  const rows = [
    ['NAME', 'CREATED', 'LAST SEEN', 'TOKENS', 'ROLES'],
    ...list.map(({ name, roles, createdAt, seen, tokens }) => {
      const last = seen.at(-1);
      return [
        name,
        createdAt === undefined ? '-' : isoTime(createdAt).slice(0, 10),
        last === undefined ? '-' : `${isoTime(last.at).slice(0, 16)}Z ${last.address}`,
        String(tokens),
        roles.join(' '),
      ];
    }),
  ];
  const widths = rows[0]?.map((_, column) => {
    return rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0);
  });
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
