import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { manifestFault } from '../../src/check/world/faults';
import type { SessionService } from '../../src/check/world/session-service';
import { worldOf } from '../../src/check/world/world';

const WHOLE = /^[1-9]\d*$/;
const HOST = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
const FOLDER = /^(?:\/[\w.-]+)+$/;
const LABEL_VALUE = /^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;

/** Variables without which the session service, or every start of a session, fails; and what each may hold. */
const REQUIRED: Readonly<Record<string, RegExp>> = {
  SKAHA_HOSTNAME: HOST,
  SKAHA_SESSIONS_HOSTNAME: HOST,
  SKAHA_VERSION: LABEL_VALUE,
  'skaha.namespace': LABEL_VALUE,
  'skaha.sessionexpiry': WHOLE,
  'skaha.posixmapper.resourceid': /^(?:ivo|https):\/\/./,
  REDIS_HOST: HOST,
  REDIS_PORT: WHOLE,
  SKAHA_USER_STORAGE_USER_HOME_URI: /^vos:\/\/[^/]+\/./,
  SKAHA_USER_STORAGE_TOP_LEVEL_DIRECTORY: FOLDER,
  SKAHA_USER_STORAGE_HOME_BASE_DIRECTORY: FOLDER,
  SKAHA_USER_STORAGE_PROJECTS_BASE_DIRECTORY: FOLDER,
};

const OPTIONAL: Readonly<Record<string, RegExp>> = {
  'skaha.maxusersessions': WHOLE,
  SKAHA_POSIX_MAPPER_CACHE_TTL_SECONDS: WHOLE,
  GPU_ENABLED: /^(?:true|false)$/,
  SKAHA_SESSION_LIMIT_RANGE_ENABLED: /^(?:true|false)$/,
  // Cores or GiB; with a unit, every start of a session of the type would fail.
  ...Object.fromEntries(
    ['NOTEBOOK', 'DESKTOP', 'CARTA', 'CONTRIBUTED', 'FIREFLY', 'HEADLESS', 'DESKTOP-APP', 'DEFAULT'].flatMap((type) =>
      ['CPU', 'MEMORY'].map((what) => [`SKAHA_FLEX_RESOURCE_REQUEST_${type}_${what}`, /^\d+(?:\.\d+)?$/]),
    ),
  ),
  SKAHA_EXPERIMENTAL_FEATURE_GATES: /^\w+=(?:true|false)(?:,\w+=(?:true|false))*$/,
};

const PAIRS = [['skaha.headlessprioritygroup', 'SKAHA_HEADLESS_PRIORITY_CLASS']] as const;

/** Further variables that the service reads; whatever else begins like one of its own is read by nothing. */
const KNOWN = [
  'skaha.harborhosts',
  'skaha.headlessprioritygroup',
  'SKAHA_HEADLESS_PRIORITY_CLASS',
  'SKAHA_KUEUE_API_GROUP',
  'SKAHA_KUEUE_API_VERSION',
  'SKAHA_METRICS_BACKEND_URL',
  'SKAHA_PERMISSIONS_API_NAME',
  'SKAHA_PERMISSIONS_API_VERSION',
  'SKAHA_POD_METRICS_SOURCE',
  'SKAHA_SESSIONS_AUTHORIZATION_GROUP_ENABLED',
  'SKAHA_SESSIONS_AUTHORIZATION_PERMISSIONS_API_ENABLED',
  'SKAHA_USERS_GROUP',
];
const ITS_OWN = /^(?:skaha\.|SKAHA_|GPU_)/;
/** Those of queues have a rule of their own. */
const QUEUES = /^SKAHA_QUEUE_/;

export const serviceVariables = defineRule({
  id: 'service-variables',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The session service has no default for most of its variables, and notices a missing one when a user starts a session.',
  fix: 'Set every variable that it needs, each in the form that it parses; leave out those that nothing reads.',
  source: 'platform-contract.md §2.4, §7 item 7, §4 D4; skaha-verified.md §1 items 1 and 9',
  check: (platform) => {
    const { service } = worldOf(platform);
    return service ? fail(faultsOf(service)) : notApplicable;
  },
});

function faultsOf({ manifest, container, variables }: SessionService): Fault[] {
  const list = container.field.get('env').path;
  const fault = (fact: string, path = list) => manifestFault(manifest, path, fact);
  const missing = Object.keys(REQUIRED).filter((name) => !variables.has(name));
  const malformed = Object.entries({ ...REQUIRED, ...OPTIONAL }).flatMap(([name, form]) => {
    const variable = variables.get(name);
    const value = variable?.value;
    if (variable === undefined || value === undefined || form.test(value)) return [];
    return [fault(`${name} is ${JSON.stringify(value)}, which the session service cannot use`, variable.field.path)];
  });
  const alone = PAIRS.filter(([one, other]) => variables.has(one) !== variables.has(other));
  const read = new Set([...Object.keys(REQUIRED), ...Object.keys(OPTIONAL), ...KNOWN]);
  const dead = [...variables.values()].filter(
    ({ name }) => ITS_OWN.test(name) && !QUEUES.test(name) && !read.has(name),
  );
  return [
    ...missing.map((name) => fault(`the variable ${name} is missing`)),
    ...malformed,
    ...alone.map(([one, other]) => fault(`${one} and ${other} work together only`)),
    ...dead.map(({ name, field }) => fault(`nothing reads the variable ${name}`, field.path)),
  ];
}
