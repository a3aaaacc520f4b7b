/** What a person typed for each contact: "" = not wired. */
export type Typed = readonly string[];

/** Channels of the contacts, or why they are not known yet: contact → problem. */
export function checkWiring(typed: Typed): {
  readonly channels: readonly (number | null)[];
  readonly problems: ReadonlyMap<number, string>;
} {
  const problems = new Map<number, string>();
  const owners = new Map<number, number>();
  const channels = typed.map((text, contact) => {
    const plain = text.trim();
    if (plain === "") return null;
    const channel = Number(plain);
    if (!Number.isInteger(channel) || channel < 0) {
      problems.set(contact, "a whole number from 0, or nothing");
      return null;
    }
    const other = owners.get(channel);
    if (other !== undefined) {
      problems.set(contact, `channel ${plain} is at contact ${String(other)} too`);
      if (!problems.has(other)) problems.set(other, `channel ${plain} is at contact ${String(contact)} too`);
    }
    owners.set(channel, contact);
    return channel;
  }); // prettier-ignore
  return { channels, problems };
}

/** Contacts in order of depth (highest first, then from left to right) get channels in order. */
export function inOrderOfDepth(
  contacts: readonly { readonly probe: number; readonly xUm: number; readonly yUm: number }[],
): string[] {
  const order = contacts
    .map((contact, index) => ({ ...contact, index }))
    .sort((a, b) => a.probe - b.probe || b.yUm - a.yUm || a.xUm - b.xUm);
  const typed = new Array<string>(contacts.length).fill("");
  for (const [channel, { index }] of order.entries()) typed[index] = String(channel);
  return typed;
}

/** A column of numbers (from a table, say) pasted at a contact fills it and those below. */
export function pasted(typed: Typed, at: number, text: string): string[] {
  const values = text.split(/[\s,;]+/).filter((value) => value !== "");
  return typed.map((old, i) => values[i - at] ?? old);
}

/** Where the probe of a recording is saved: beside it, under its name. */
export function wiredPath(path: string): string {
  const plain = path.replace(/[\\/]+$/, "");
  return `${plain.replace(/\.[A-Za-z0-9]{1,8}$/, "")}_probe.json`;
}
