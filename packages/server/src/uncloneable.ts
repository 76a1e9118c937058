/** Where in a value the first thing is that can't be sent to another thread, as `data.rooms.open`; undefined if nothing is. */
export function uncloneable(name: string, value: unknown): string | undefined {
  if (canClone(value)) return undefined;
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const found = uncloneable(
        /^[A-Za-z_$][\w$]*$/.test(key) ? `${name}.${key}` : `${name}[${JSON.stringify(key)}]`,
        inner,
      );
      if (found !== undefined) return found;
    }
  }
  return name;
}

function canClone(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
