import { sure } from '../../src/check/facts';
import { defineRule, fail, unknown } from '../../src/check/rule';
import { programOf, startOf, textOf } from '../../src/check/view/session-start';
import { startScript } from '../../src/check/view/start-script';

export const cartaContract = defineRule({
  id: 'carta-contract',
  topic: 'sessions',
  on: 'container',
  types: ['carta'],
  severity: { documented: 'warning', current: 'error' },
  why: 'The platform waits for CARTA on the port and path that it tells it.',
  fix: 'Start the backend with --port "$CARTA_PORT" and --http_url_prefix "$SKAHA_SESSION_URL_PATH".',
  source: '001_866ce0400a9f33b4.txt "skaha-carta"; container-rules.md §1e, §2 C13',
  check: ({ container }) => {
    const start = startOf(container);
    if (start === undefined) return fail([{ message: 'it starts nothing' }]);
    const program = sure(programOf(container, start));
    const script = program.startsWith('/') ? startScript(container, program) : undefined;
    const text = `${start.arguments.join(' ')}\n${script?.text ?? ''}`;
    if (script === undefined && textOf(start) === undefined)
      return unknown(`whether ${program} reads CARTA_PORT is not known`);
    const missing = ['CARTA_PORT', 'SKAHA_SESSION_URL_PATH'].filter((name) => !text.includes(name));
    return fail(
      missing.map((name) => ({
        message: `${script?.path ?? program} does not read ${name}`,
        ...(script?.place ? { place: script.place } : {}),
      })),
    );
  },
});
