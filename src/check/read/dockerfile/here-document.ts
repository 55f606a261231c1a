/** A text that stands in the Dockerfile itself: `RUN <<EOF`. */
export interface HereDocument {
  readonly name: string;
  readonly text: string;
  /** Variables in it are put in (the name is not quoted). */
  readonly expand: boolean;
  /** Number of its first line, counted from 1. */
  readonly line: number;
}

/** The start of one: `<<-"EOF"`. */
export interface Opened {
  readonly name: string;
  readonly expand: boolean;
  /** Tabs at the start of lines are taken out. */
  readonly strip: boolean;
}

const INSTRUCTION = /^(?:ONBUILD\s+)?(?:ADD|COPY|RUN)\s/i;

/** The here-documents that an instruction opens. Quoted text opens none. */
export function hereDocuments(text: string): readonly Opened[] {
  if (!INSTRUCTION.test(text) || !text.includes('<<')) return [];
  const bare = text.replace(/<<(-?)(["'])([A-Za-z_]\w*)\2/g, '<<$1=$3').replace(/\\.|"(?:\\.|[^"\\])*"|'[^']*'/g, '');
  return [...bare.matchAll(/(?<![<\w])\d*<<(-?)(=?)([A-Za-z_]\w*)/g)].map(([, strip, quoted, name = '']) => ({
    name,
    expand: quoted === '',
    strip: strip === '-',
  }));
}

/** Reads the texts of the here-documents that were opened, one after the other. */
export function readHereDocuments(
  lines: readonly string[],
  from: number,
  opened: readonly Opened[],
): { readonly documents: readonly HereDocument[]; readonly next: number; readonly open?: string } {
  const documents: HereDocument[] = [];
  let next = from;
  for (const { name, expand, strip } of opened) {
    const body: string[] = [];
    const line = next + 1;
    const read = () => (strip ? (lines[next] ?? '').replace(/^\t+/, '') : (lines[next] ?? ''));
    while (next < lines.length && read() !== name) {
      body.push(read());
      next += 1;
    }
    if (next >= lines.length) return { documents, next, open: name };
    next += 1;
    documents.push({ name, expand, line, text: body.map((one) => `${one}\n`).join('') });
  }
  return { documents, next };
}
