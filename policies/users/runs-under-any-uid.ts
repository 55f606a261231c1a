import { sure } from '../../src/check/facts';
import { defineRule, type Fault, fail, unknown } from '../../src/check/rule';
import { Undecided } from '../../src/check/undecided';
import { at, operands, ran } from '../../src/check/view/ran';
import { programOf, startOf } from '../../src/check/view/session-start';

export const runsUnderAnyUid = defineRule({
  id: 'runs-under-any-uid',
  topic: 'users',
  on: 'container',
  severity: 'error',
  why: 'A session runs as its user, whom the image does not know: what only root or the user of the build may read is not there.',
  fix: 'Install below /opt or /usr/local, and let everybody read and run it: chmod -R a+rX.',
  source: '001_866ce0400a9f33b4.txt "always executed as the CADC User and never as root"; container-rules.md §1b',
  check: ({ container }) => {
    const faults: Fault[] = [];
    const path = container.env('PATH');
    for (const folder of path.known ? (path.value ?? '').split(':') : []) {
      if (!/^\/root(?:\/|$)/.test(folder)) continue;
      faults.push({
        message: `PATH names ${folder}, which only root can enter`,
        ...(path.known && path.place ? { place: path.place } : {}),
      });
    }
    for (const one of ran(container)) {
      if (one.command.name !== 'chmod') continue;
      const [mode, ...paths] = operands(one.command);
      const closed = paths.filter((word) => word !== undefined && SHARED.test(word));
      if (mode !== undefined && closesToOthers(mode) && closed.length > 0)
        faults.push(at(one, `chmod ${mode} keeps users out of ${closed.join(' ')}`));
    }
    try {
      const start = startOf(container);
      const program = start && sure(programOf(container, start));
      const entry = program?.startsWith('/') ? sure(container.file(program)) : undefined;
      if (entry?.kind === 'file') {
        const mode = sure(entry.mode);
        if ((mode & 0o4) === 0)
          faults.push({
            message: `${entry.path} has the mode ${mode.toString(8)}, so users cannot read it`,
            ...(entry.place ? { place: entry.place } : {}),
          });
      }
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      if (faults.length === 0) return unknown(error.message);
    }
    if (faults.length === 0) sure(path);
    return fail(faults);
  },
});

/** Where software lies that sessions use; homes, keys and rights of root are not for users. */
const SHARED = /^\/(?:opt|usr|skaha|srv|app|software)(?:\/|$)/;

/** `700`, `750`, `0700`, `o-rx`, `go-rwx`, `o=` */
const closesToOthers = (mode: string) =>
  /^[0-7]?[0-7]{2}[0-3]$/.test(mode) || /(?:^|,)[ug]*(?:o|a)[ug]*(?:-[wxst]*r|=(?:,|$))/.test(mode);
