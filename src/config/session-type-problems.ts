import type { Problem } from '../errors';
import { textFaults } from './placeholder';
import type { SessionTypeDraft } from './session-type';
import { builtinSessionTypes, WEB_PORT_NAME } from './session-types';
import { formatCpu, formatMemory } from './units';

/** What is missing in a session type, or contradicts itself or the session service. Paths start inside the type. */
export function* sessionTypeProblems(name: string, type: SessionTypeDraft): Generator<Problem> {
  yield* roleProblems(name, type);
  yield* programProblems(type);
  yield* listProblems(type);
  yield* webProblems(name, type);
  yield* probeProblems(type);
  yield* sizeProblems(type);
  for (const [path, text] of texts(type)) {
    for (const fault of textFaults(text, name)) yield { path, ...fault };
    if (text.includes('${type.port}') && !type.web) {
      yield { path, fact: '${type.port} is the port of web, and this type has no web', act: 'Write the number' };
    }
  }
}

/** What the session service does for one type only. */
function* roleProblems(name: string, { owner, program, priority }: SessionTypeDraft): Generator<Problem> {
  if ((owner === 'desktop') !== (name === 'desktop-app')) {
    yield {
      path: 'owner',
      fact: 'the session service starts desktop-app sessions beside a desktop session, and no others',
      act: name === 'desktop-app' ? "Write 'desktop'" : 'Remove it',
    };
  }
  if (program === 'request' && name !== 'headless') {
    yield { path: 'program', fact: 'only headless sessions take their program from the request', act: 'Remove it' };
  }
  if (priority === 'request' && name !== 'headless') {
    yield { path: 'priority', fact: 'only headless sessions take their priority from the request', act: 'Remove it' };
  }
}

function* programProblems(type: SessionTypeDraft): Generator<Problem> {
  for (const path of ['command', 'args'] as const) {
    if (type.program === 'request' && type[path]) {
      yield { path, fact: 'the request names the program', act: `Remove it, or write program: 'type'` };
    }
  }
  if (type.command?.[0]?.startsWith('/skaha-system/') && !type.mounts?.includes('scripts')) {
    yield {
      path: 'mounts',
      fact: `${type.command[0]} is one of the platform's scripts, which are not mounted`,
      act: "Add 'scripts'",
    };
  }
  for (const library of type.threads ?? []) {
    if (type.env?.[`${library}_NUM_THREADS`] !== undefined) {
      yield {
        path: `env.${library}_NUM_THREADS`,
        fact: `threads sets this variable too`,
        act: 'Keep one of the two',
      };
    }
  }
}

/** A list that names one thing twice would give a pod two volumes, or two variables, of one name. */
function* listProblems({ threads, mounts, web }: SessionTypeDraft): Generator<Problem> {
  const lists: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['threads', threads],
    ['mounts', mounts],
    ['web.middlewares', web?.middlewares],
  ];
  for (const [path, words = []] of lists) {
    const twice = words.find((word, index) => words.indexOf(word) < index);
    if (twice) yield { path, fact: `"${twice}" is listed twice`, act: 'Remove one of the two' };
  }
}

function* webProblems(name: string, { web, ports }: SessionTypeDraft): Generator<Problem> {
  if (!web && !Object.hasOwn(builtinSessionTypes, name)) {
    yield {
      path: 'web',
      fact: 'is missing, and the session service makes a Service and a route for every type but headless and desktop-app',
      act: 'Write its port and path, or change headless',
    };
  }
  if (Object.hasOwn(builtinSessionTypes, name)) {
    const fixed = builtinSessionTypes[name as keyof typeof builtinSessionTypes].web?.path;
    if (!fixed && web) {
      yield { path: 'web', fact: `the session service makes no route to ${name} sessions`, act: 'Remove it' };
    }
    if (fixed && !web) {
      yield { path: 'web', fact: `users reach ${name} sessions with a browser`, act: 'Leave web as it is' };
    }
    if (fixed && web?.path !== undefined && web.path !== fixed) {
      yield {
        path: 'web.path',
        fact: `${web.path} is not where the session service sends users of ${name} sessions: ${fixed}`,
        act: 'Leave the path as it is',
      };
    }
  }
  if (web) {
    if (web.port === undefined)
      yield { path: 'web.port', fact: 'is missing', act: 'Write the port that sessions serve' };
    if (web.path === undefined) {
      yield { path: 'web.path', fact: 'is missing', act: 'Write /session/<word>/${skaha.sessionid}/' };
    }
  }
  const names = new Map<number, string>(web?.port === undefined ? [] : [[web.port, 'web.port']]);
  for (const [key, port] of Object.entries(ports ?? {})) {
    if (port === null) continue;
    const other = names.get(port);
    if (other) yield { path: `ports.${key}`, fact: `${port} is also ${other}`, act: 'Write another port' };
    if (key === WEB_PORT_NAME)
      yield { path: `ports.${key}`, fact: 'this is the name of web.port', act: 'Choose another' };
    names.set(port, `ports.${key}`);
  }
}

function* probeProblems({ probes, web }: SessionTypeDraft): Generator<Problem> {
  for (const [key, probe] of Object.entries(probes ?? {})) {
    if (!probe) continue;
    const path = `probes.${key}`;
    if (!web) yield { path, fact: 'a probe asks the port of web, and this type has no web', act: 'Remove it' };
    if (!probe.kind) yield { path: `${path}.kind`, fact: 'is missing', act: "Write 'tcp' or 'http'" };
    if (probe.kind === 'http' && !probe.path) {
      yield { path: `${path}.path`, fact: 'is missing', act: 'Write the path to ask for, e.g. /' };
    }
    if (probe.kind === 'tcp' && probe.path) {
      yield { path: `${path}.path`, fact: 'a tcp probe asks for no path', act: "Remove it, or write kind: 'http'" };
    }
    for (const time of ['period', 'timeout'] as const) {
      if (probe[time] === 0) yield { path: `${path}.${time}`, fact: 'is no time at all', act: 'Write 1s or more' };
    }
  }
}

function* sizeProblems({ resources, deadline }: SessionTypeDraft): Generator<Problem> {
  if (deadline === 0) yield { path: 'deadline', fact: 'is no time at all', act: 'Write 1s or more' };
  if (!resources) return;
  for (const [key, format] of [
    ['cpu', formatCpu],
    ['memory', formatMemory],
  ] as const) {
    const { requests, limits } = resources;
    for (const [bound, size] of [
      ['requests', requests],
      ['limits', limits],
    ] as const) {
      if (size?.[key] === undefined) {
        yield { path: `resources.${bound}.${key}`, fact: 'is missing', act: 'Write a size' };
      }
    }
    const low = requests?.[key];
    const high = limits?.[key];
    if (low !== undefined && high !== undefined && low > high) {
      yield {
        path: `resources.requests.${key}`,
        fact: `${format(low)} is more than ${format(high)}, which is resources.limits.${key}`,
        act: 'Lower the one or raise the other',
      };
    }
  }
}

function* texts(type: SessionTypeDraft): Generator<[string, string]> {
  for (const key of ['command', 'args'] as const) {
    for (const [index, text] of (type[key] ?? []).entries()) yield [`${key}[${index}]`, text];
  }
  if (type.workingDir) yield ['workingDir', type.workingDir];
  for (const [name, text] of Object.entries(type.env ?? {})) if (text) yield [`env.${name}`, text];
  for (const [name, probe] of Object.entries(type.probes ?? {}))
    if (probe?.path) yield [`probes.${name}.path`, probe.path];
}
