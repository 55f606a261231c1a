import type { Container, ShellCommand } from '../facts';
import { type Answer, type Fault, fail, notApplicable, unknown } from '../rule';
import { Undecided } from '../undecided';
import { programOf, startOf } from './session-start';
import { type StartScript, startScript } from './start-script';

/** Scripts that the platform runs in a session by their names (platform-contract.md, launch scripts). */
const SKAHA = ['/skaha/startup.sh', '/skaha/init.sh'];

/**
 * Asks about every command of the scripts that run in a session: those of `/skaha`, and the one that the image starts.
 *
 * @param faultOf what is wrong with a command, as it goes on after the name of the script
 */
export function eachScript(
  container: Container,
  faultOf: (command: ShellCommand, script: StartScript) => string | undefined,
): Answer {
  const reasons: string[] = [];
  const decided = <T>(ask: () => T): T | undefined => {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      reasons.push(error.message);
      return undefined;
    }
  };
  const start = decided(() => startOf(container));
  const program = start === undefined ? undefined : programOf(container, start);
  const own = program?.known && program.value.startsWith('/') ? [program.value] : [];
  const faults: Fault[] = [];
  let read = 0;
  for (const path of new Set([...SKAHA, ...own])) {
    const script = decided(() => startScript(container, path));
    if (script === undefined) continue;
    read += 1;
    for (const command of script.commands) {
      const fault = faultOf(command, script);
      if (fault !== undefined)
        faults.push({ message: `${path} ${fault}`, ...(script.place ? { place: script.place } : {}) });
    }
  }
  if (faults.length > 0) return fail(faults);
  if (reasons.length > 0) return unknown([...new Set(reasons)].join('; '));
  return read === 0 ? notApplicable : fail([]);
}
