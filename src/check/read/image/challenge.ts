/** What a registry demands before it answers (`WWW-Authenticate`). */
export interface Challenge {
  readonly scheme: 'basic' | 'bearer';
  readonly parameters: Readonly<Record<string, string>>;
}

const SCHEME = /^\s*,?\s*([A-Za-z][\w-]*)(?:\s+|$)/;
const PARAMETER = /^\s*,?\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/;

/** Reads the header; of several challenges the one that we can answer best, tokens before passwords. */
export function readChallenge(header: string | undefined): Challenge | undefined {
  const found: { scheme: string; parameters: Record<string, string> }[] = [];
  let rest = (header ?? '').slice(0, 8192);
  while (rest.trim() !== '') {
    const parameter = found.length > 0 ? PARAMETER.exec(rest) : null;
    const scheme = parameter ? null : SCHEME.exec(rest);
    if (parameter) {
      const [, name = '', quoted, plain] = parameter;
      (found.at(-1) as { parameters: Record<string, string> }).parameters[name.toLowerCase()] =
        quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
    } else if (scheme) found.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters: {} });
    else break;
    rest = rest.slice((parameter ?? scheme)?.[0].length);
  }
  const best = found.find(({ scheme }) => scheme === 'bearer') ?? found.find(({ scheme }) => scheme === 'basic');
  return best as Challenge | undefined;
}
