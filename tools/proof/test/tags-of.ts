/** The tags of an XML document: those that are left open or closed out of turn, and how many there are of a name. */
export function tagsOf(xml: string): {
  readonly open: string[];
  readonly count: (name: string) => number;
} {
  const open: string[] = [];
  const counts = new Map<string, number>();
  const tag = /<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|</g;
  for (const [whole, slash, name = '', , alone] of xml.matchAll(tag)) {
    if (name === '') return { open: [`not a tag: ${whole}`], count: () => 0 };
    if (slash === '/') {
      if (open.pop() !== name) return { open: [`/${name}`], count: () => 0 };
      continue;
    }
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (alone !== '/') open.push(name);
  }
  return { open, count: (name) => counts.get(name) ?? 0 };
}
