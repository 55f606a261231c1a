/**
 * Writes a range of addresses as Kubernetes wants it: the first address of the range, an IPv6 address in its shortest form
 * (RFC 5952), e.g. `10.1.2.3/16` as `10.1.0.0/16`. The API server warns of any other form.
 *
 * @param range a valid range, IPv4 or IPv6
 */
export function canonicalRange(range: string): string {
  const [address = '', bits = ''] = range.split('/');
  const isIpv6 = address.includes(':');
  const first = firstOf(isIpv6 ? groupsOf(address) : address.split('.').map(Number), Number(bits), isIpv6 ? 16 : 8);
  const text = isIpv6 ? shortest(first) : first.join('.');
  return `${text}/${Number(bits)}`;
}

/** The parts of the first address: all bits behind the prefix are zero. */
const firstOf = (parts: readonly number[], bits: number, width: number) =>
  parts.map((part, index) => {
    const kept = Math.min(width, Math.max(0, bits - index * width));
    return Math.floor(part / 2 ** (width - kept)) * 2 ** (width - kept);
  });

// The URL standard writes IPv6 addresses in their shortest form.
const shortest = (groups: readonly number[]) => hostOf(groups.map((group) => group.toString(16)).join(':'));
const hostOf = (address: string) => new URL(`http://[${address}]/`).hostname.slice(1, -1);

function groupsOf(address: string): number[] {
  const [head = '', tail] = hostOf(address).split('::');
  const read = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  if (tail === undefined) return read(head);
  const [before, after] = [read(head), read(tail)];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}
