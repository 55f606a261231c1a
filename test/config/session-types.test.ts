import { readBy } from '../../src/config/problems';
import { resolveSessionTypes } from '../../src/config/resolve-session-types';
import { SessionTypeChange, type SessionTypeInput } from '../../src/config/session-type';
import { builtinSessionTypes } from '../../src/config/session-types';
import { problemLine } from '../../src/errors';

type Define = Record<string, SessionTypeInput>;

const resolve = (define: Define, enabled?: string[]) =>
  resolveSessionTypes(
    Object.fromEntries(Object.entries(define).map(([name, type]) => [name, SessionTypeChange.parse(type)])),
    enabled,
  );

const resolved = (define: Define, name: string) => {
  const { types, problems } = resolve(define);
  expect(problems).toEqual([]);
  const type = types[name];
  if (!type) throw new Error(`${name} is missing`);
  return type;
};

describe('the built-in types', () => {
  test('are complete', () => {
    const { types, problems } = resolve({});
    expect(problems).toEqual([]);
    expect(Object.keys(types)).toEqual([
      'notebook',
      'desktop',
      'desktop-app',
      'carta',
      'contributed',
      'firefly',
      'headless',
    ]);
  });

  test('come in the order of the site, and only those it enables', () => {
    expect(Object.keys(resolve({}, ['headless', 'carta']).types)).toEqual(['headless', 'carta']);
  });

  test('hold nothing of one site', () => {
    expect(JSON.stringify(builtinSessionTypes)).not.toMatch(/canfar|nrc\.ca|https?:/);
  });
});

describe('a change', () => {
  test('of a port reaches everything that names the port', () => {
    const carta = resolved({ carta: { web: { port: 3002 } } }, 'carta');
    expect(carta.web).toEqual({
      port: 3002,
      path: '/session/carta/${skaha.sessionid}',
      rewrite: 'none',
      middlewares: ['compression'],
    });
    expect(carta.env.CARTA_PORT).toBe('${type.port}');
  });

  test('of one time of one probe leaves the others', () => {
    const { probes } = resolved({ firefly: { probes: { startup: { failures: 60, timeout: '2m' } } } }, 'firefly');
    expect(probes).toEqual({
      liveness: { kind: 'tcp', period: 30 },
      readiness: { kind: 'tcp', period: 10 },
      startup: { kind: 'tcp', delay: 5, period: 5, timeout: 120, failures: 60 },
    });
  });

  test('of a size is read at once', () => {
    const { resources } = resolved({ firefly: { resources: { limits: { cpu: 2, memory: '8Gi' } } } }, 'firefly');
    expect(resources).toEqual({
      requests: { cpu: 100, memory: 4 * 2 ** 30 },
      limits: { cpu: 2000, memory: 8 * 2 ** 30 },
    });
  });

  test('to null takes away', () => {
    const firefly = resolved(
      { firefly: { resources: null, probes: { startup: null }, env: { DEBUG: null }, scratch: null } },
      'firefly',
    );
    expect(firefly).not.toHaveProperty('resources');
    expect(firefly).not.toHaveProperty('scratch');
    expect(Object.keys(firefly.probes)).toEqual(['liveness', 'readiness']);
    expect(firefly.env).not.toHaveProperty('DEBUG');
  });

  test('of a list replaces it', () => {
    expect(resolved({ notebook: { threads: ['OMP'] } }, 'notebook').threads).toEqual(['OMP']);
  });

  test('leaves the built-in type as it was', () => {
    const before = structuredClone(builtinSessionTypes);
    resolve({ carta: { web: { port: 1 }, env: { CARTA_PORT: null } } });
    expect(builtinSessionTypes).toEqual(before);
  });
});

test('a type of the site has what every type has, and what the site says', () => {
  const terminal = resolved(
    {
      terminal: {
        command: ['/usr/bin/ttyd'],
        args: ['--port', '${type.port}'],
        web: { port: 7681, path: '/session/terminal/${skaha.sessionid}/', rewrite: 'strip' },
        probes: { readiness: { kind: 'tcp', period: '5s' } },
      },
    },
    'terminal',
  );
  expect(terminal).toEqual({
    program: 'type',
    command: ['/usr/bin/ttyd'],
    args: ['--port', '${type.port}'],
    env: {
      skaha_hostname: '${skaha.hostname}',
      skaha_username: '${skaha.userid}',
      skaha_sessionid: '${skaha.sessionid}',
      HOME: '${SKAHA_USER_HOME_DIR}',
      PWD: '${SKAHA_USER_HOME_DIR}',
    },
    threads: [],
    mounts: [],
    web: { port: 7681, path: '/session/terminal/${skaha.sessionid}/', rewrite: 'strip', middlewares: [] },
    ports: {},
    probes: { readiness: { kind: 'tcp', period: 5 } },
    restart: 'OnFailure',
    ttl: 86_400,
    priority: 'platform',
    owner: 'none',
  });
});

const web = { port: 7681, path: '/session/terminal/${skaha.sessionid}/' };
const size = { cpu: 1, memory: '1Gi' };

describe('a contradiction', () => {
  test.each<[string, Define, string]>([
    [
      'a path that the session service fixes',
      { notebook: { web: { path: '/session/lab/${skaha.sessionid}/' } } },
      'sessions.define.notebook.web.path: /session/lab/${skaha.sessionid}/ is not where the session service sends users of notebook sessions: /session/notebook/${skaha.sessionid}/. Leave the path as it is.',
    ],
    [
      'no web where users come with a browser',
      { carta: { web: null, probes: {}, env: { CARTA_PORT: null } } },
      'define.carta.web: users reach carta',
    ],
    ['web where there is no route', { headless: { web } }, 'define.headless.web: the session service makes no route'],
    [
      'a type of the site without web',
      { batch: { command: ['sh'] } },
      'sessions.define.batch.web: is missing, and the session service makes a Service and a route for every type but headless and desktop-app. Write its port and path, or change headless.',
    ],
    ['a type of the site that takes web away', { batch: { web: null } }, 'sessions.define.batch.web: is missing'],
    ['web without a port', { terminal: { web: { path: web.path } } }, 'define.terminal.web.port: is missing'],
    ['web without a path', { terminal: { web: { port: 80 } } }, 'define.terminal.web.path: is missing'],
    [
      'one port twice',
      { terminal: { web, ports: { other: 7681 } } },
      'define.terminal.ports.other: 7681 is also web.port',
    ],
    ['one port name twice', { terminal: { web, ports: { web: 1 } } }, 'ports.web: this is the name of web.port'],
    [
      'a probe without a port to ask',
      { terminal: { probes: { liveness: { kind: 'tcp' } } } },
      'probes.liveness: a probe asks the port of web',
    ],
    [
      'a probe of no kind',
      { terminal: { web, probes: { startup: { delay: '1s' } } } },
      'probes.startup.kind: is missing',
    ],
    [
      'an http probe without a path',
      { terminal: { web, probes: { startup: { kind: 'http' } } } },
      'startup.path: is missing',
    ],
    [
      'a tcp probe with a path',
      { notebook: { probes: { startup: { path: '/' } } } },
      'startup.path: a tcp probe asks for no path',
    ],
    [
      'a probe without a pause',
      { notebook: { probes: { startup: { period: '0s' } } } },
      'startup.period: is no time at all',
    ],
    ['a life of no time', { headless: { deadline: '0s' } }, 'define.headless.deadline: is no time at all'],
    ['half a size', { carta: { resources: { limits: size } } }, 'carta.resources.requests.cpu: is missing'],
    [
      'a promise above the limit',
      { desktop: { resources: { requests: { memory: '8Gi' } } } },
      'resources.requests.memory: 8Gi is more than 4Gi, which is resources.limits.memory',
    ],
    [
      'a program beside that of the request',
      { headless: { command: ['sh'] } },
      'define.headless.command: the request names the program',
    ],
    [
      'a request that names the program of a notebook',
      { notebook: { program: 'request' } },
      'notebook.program: only headless sessions take',
    ],
    [
      'a request that names the priority of a notebook',
      { notebook: { priority: 'request' } },
      'notebook.priority: only headless sessions take',
    ],
    [
      'an owner',
      { notebook: { owner: 'desktop' } },
      'notebook.owner: the session service starts desktop-app sessions beside',
    ],
    [
      'a desktop app without one',
      { 'desktop-app': { owner: 'none' } },
      "desktop-app.owner: the session service starts desktop-app sessions beside a desktop session, and no others. Write 'desktop'.",
    ],
    [
      'a script that is not mounted',
      { notebook: { mounts: [] } },
      "notebook.mounts: /skaha-system/start-jupyterlab.sh is one of the platform's scripts",
    ],
    [
      'one variable twice',
      { carta: { env: { OMP_NUM_THREADS: '4' } } },
      'env.OMP_NUM_THREADS: threads sets this variable too',
    ],
    [
      'a mount twice',
      { notebook: { mounts: ['scripts', 'scripts'] } },
      'notebook.mounts: "scripts" is listed twice. Remove one of the two.',
    ],
    [
      'the threads of a library twice',
      { carta: { threads: ['OMP', 'MKL', 'OMP'] } },
      'carta.threads: "OMP" is listed twice. Remove one of the two.',
    ],
    [
      'a middleware twice',
      { carta: { web: { middlewares: ['compression', 'compression'] } } },
      'carta.web.middlewares: "compression" is listed twice. Remove one of the two.',
    ],
    [
      'a port that is not there',
      { headless: { env: { PORT: '${type.port}' } } },
      'env.PORT: ${type.port} is the port of web',
    ],
    ['a name that leaves no room for users', { ['t'.repeat(32)]: {} }, 'the name has 32 characters'],
  ])('%s is found', (_, define, message) => {
    expect(resolve(define).problems.map(problemLine).join('\n')).toContain(message);
  });

  test('all are found at once', () => {
    const { types, problems } = resolve({ carta: { owner: 'desktop', mounts: [] }, notebook: { mounts: [] } }, [
      'carta',
      'notebook',
      'notebok',
      'carta',
      'desktop-app',
    ]);
    expect(problems.map(problemLine)).toEqual([
      '  ✖ sessions.types[2]: there is no session type "notebok". Did you mean "notebook"?',
      '  ✖ sessions.types[3]: "carta" is listed twice. Remove one of the two.',
      '  ✖ sessions.types[4]: desktop-app sessions are started from a desktop session. Add "desktop".',
      '  ✖ sessions.define.carta.owner: the session service starts desktop-app sessions beside a desktop session, and no others. Remove it.',
      "  ✖ sessions.define.notebook.mounts: /skaha-system/start-jupyterlab.sh is one of the platform's scripts, which are not mounted. Add 'scripts'.",
    ]);
    expect(Object.keys(types)).toEqual(['desktop-app']);
  });

  test('a type that nobody can start is found', () => {
    expect(resolve({ terminal: { web } }, ['carta']).problems.map(problemLine)).toEqual([
      '  ✖ sessions.define.terminal: sessions.types does not list it. Add it there.',
    ]);
  });
});

describe('a placeholder', () => {
  test.each([
    ['unknown', '${skaha.sesionid}', '${skaha.sesionid} is not a placeholder. Did you mean "${skaha.sessionid}"?'],
    ['empty', '${}', '${} is not a placeholder. Known here: ${skaha.sessionid}, '],
    ['without end', 'a ${skaha.userid', 'starts a placeholder that does not end'],
    ['inside another', '${${skaha.userid}}', 'is not a placeholder'],
    ['of CARTA', '${skaha.sessionurlpath}', 'exists for carta sessions only'],
    ['of a desktop', '${software.desktop.app.token}', 'exists for desktop sessions only'],
    ['of a desktop app', '${software.targetip}', 'exists for desktop-app sessions only'],
    ['of the owner', '${skaha.jobuid}', 'exists for desktop-app sessions only'],
    ['of whole lines', '${headless.image.bundle}', 'stands for lines of YAML'],
    ['of Helm', '{{ .Values.host }}', '{{ is the start of a Helm or Jinja expression'],
    ['of a forgotten text', '[object Object]', 'is a JavaScript object where a text was meant'],
    ['of nothing', 'undefined', 'are JavaScript values where a text was meant'],
    ['of a prototype', '${constructor}', '${constructor} is not a placeholder'],
  ])('%s is refused wherever texts are', (_, text, message) => {
    const places: [string, SessionTypeInput][] = [
      ['env.TEXT', { env: { TEXT: text } }],
      ['args[1]', { args: ['first', text] }],
      ['command[0]', { command: [text] }],
      ['probes.startup.path', { probes: { startup: { kind: 'http', path: `/${text}` } } }],
      ['workingDir', { workingDir: `/${text}` }],
    ];
    for (const [path, change] of places) {
      if (/undefined/.test(text) && !/^(?:env|args|command)/.test(path)) continue;
      const lines = resolve({ contributed: change }).problems.map(problemLine);
      expect(lines.join('\n')).toContain(`  ✖ sessions.define.contributed.${path}: `);
      expect(lines.join('\n')).toContain(message);
    }
  });

  test('that exists is taken', () => {
    const env = { A: '${skaha.userid}@${site.domain}:${type.port}', B: '$HOME $(A) $$ {x} $ {y}' };
    expect(resolved({ contributed: { env } }, 'contributed').env).toMatchObject(env);
  });
});

describe('a mistake in the form', () => {
  test.each<[string, object, string]>([
    ['an unknown key', { prot: 1 }, '✖ prot: unknown key'],
    ['a key with a typing error', { web: { prot: 1 } }, '✖ web.prot: unknown key. Did you mean "port"?'],
    ['a wrong unit', { resources: { limits: { memory: '8G' } } }, 'Write 8Gi'],
    ['a port that cannot be', { web: { port: 65_536 } }, '65536 is too large'],
    [
      'a path with a quote of the route',
      { web: { path: '/session/x`) || PathPrefix(`/${skaha.sessionid}' } },
      'write /session/<word>',
    ],
    ['a path of all sessions', { web: { path: '/' } }, 'write /session/<word>'],
    ['a variable with blanks', { env: { 'A B': '1' } }, 'write a variable name'],
    ['a number for a text', { env: { A: 1 } }, 'is a number'],
    ['a word for a list', { command: 'sh' }, 'is a text'],
  ])('%s is found', (_, change, message) => {
    const lines = (readBy(SessionTypeChange, change).problems ?? []).map(problemLine);
    expect(lines.join('\n').toLowerCase()).toContain(message.toLowerCase());
  });
});
