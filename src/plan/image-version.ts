/** Version of an image: its tag, or the start of its digest where it has none. Fits a label value. */
export function imageVersion(reference: string): string {
  const [name = '', digest] = reference.split('@sha256:');
  const tag = /:([\w][\w.-]*)$/.exec(name)?.[1];
  return (tag ?? digest?.slice(0, 12) ?? 'unversioned').slice(0, 63).replace(/[^A-Za-z0-9]+$/, '');
}
