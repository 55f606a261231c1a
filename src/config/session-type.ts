import * as z from 'zod';
import { DnsLabel } from './names';
import { Cpu, Duration, Memory } from './units';

/** A text of the launch template. Placeholders such as `${skaha.userid}` are filled in when a session starts. */
const Text = z.string().max(32_768);

const Port = z.int().min(1).max(65_535);
// What a port of a container may be called.
const PortName = DnsLabel.max(15, 'write at most 15 characters')
  .regex(/[a-z]/, 'write at least one letter')
  .regex(/^(?!.*--)/, 'write no two hyphens in a row');

const VariableName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'write a variable name: letters, digits and _, e.g. OMP_NUM_THREADS');

/** The address of a session: one folder of the sessions host per session. */
const SessionPath = z
  .string()
  .regex(
    /^\/session\/[a-z0-9][a-z0-9-]{0,39}\/\$\{skaha\.sessionid\}\/?$/,
    'write /session/<word>/${skaha.sessionid}, with or without a / at the end',
  );

/** How Kubernetes asks whether a session is well, on its served port. */
const Probe = z.strictObject({
  /** `tcp`: the port takes connections. `http`: a GET of `path` succeeds. */
  kind: z.enum(['tcp', 'http']).optional(),
  /** Path and query of an `http` probe. */
  path: Text.regex(/^(?:\/|\$\{)/, 'write a path that starts with /').nullish(),
  /** Time before the first question. @default '0s' */
  delay: Duration.nullish(),
  /** Time between questions. @default '10s' */
  period: Duration.nullish(),
  /** Time to wait for an answer. @default '1s' */
  timeout: Duration.nullish(),
  /** Questions without a good answer that make a failure. @default 3 */
  failures: z.int().min(1).max(10_000).nullish(),
});

/** What a browser reaches of a session. */
const Web = z.strictObject({
  /** Port that the session serves. */
  port: Port.optional(),
  /** Path on the sessions host: `/session/<word>/${skaha.sessionid}`. For a built-in type the session service fixes it. */
  path: SessionPath.optional(),
  /** `strip` takes the path off before a request reaches the session; `none` leaves it. @default 'none' */
  rewrite: z.enum(['none', 'strip']).optional(),
  /** `compression` of what the session sends; `forwarded-proto` tells the session that its users come by https. @default [] */
  middlewares: z.array(z.enum(['compression', 'forwarded-proto'])).optional(),
});

const size = {
  /** CPU. */
  cpu: Cpu.optional(),
  /** Memory. */
  memory: Memory.optional(),
};

/**
 * A type of session as data: what is different in a built-in type, or all of a type of your own.
 *
 * What is not written stays as the built-in type has it; `null` takes a thing away. Lists are replaced as a whole.
 * Version 1.4 of the session service starts the built-in types only; others wait for one that knows them.
 */
export const SessionTypeChange = z.strictObject({
  /** Program that the container starts, one word per entry. @default what the image starts */
  command: z.array(Text).min(1).max(64).nullish(),
  /** Arguments of the program. @default [] */
  args: z.array(Text).max(256).nullish(),
  /** Who names the program: the `type`, or each `request` by its `cmd`, `args` and `env`. @default 'type' */
  program: z.enum(['type', 'request']).optional(),
  /** Directory that the program starts in. @default the image's */
  workingDir: Text.regex(/^(?:\/|\$\{)/, 'write an absolute path').nullish(),
  /** Environment variables by name. @default those that every session has: who the user is and where home is */
  env: z.record(VariableName, Text.nullable()).optional(),
  /** Thread-count variables (`OMP` is `OMP_NUM_THREADS`) that are set to the cores the session asked for. @default [] */
  threads: z.array(z.enum(['JULIA', 'OPENBLAS', 'MKL', 'OMP'])).optional(),
  /** Files of the platform: `scripts` at `/skaha-system`, `desktop-startup` at `/desktopstartup`. @default [] */
  mounts: z.array(z.enum(['scripts', 'desktop-startup'])).optional(),
  /** What a browser reaches. A type of your own must have it. @default that of the built-in type */
  web: Web.nullish(),
  /** Ports beside the one of `web`, by name. @default {} */
  ports: z.record(PortName, Port.nullable()).optional(),
  /** How Kubernetes asks whether a session is well. @default {} */
  probes: z
    .strictObject({
      /** Failure restarts the session. */
      liveness: Probe.nullish(),
      /** Failure keeps users away. */
      readiness: Probe.nullish(),
      /** The other two wait until this one succeeds; failure restarts the session. */
      startup: Probe.nullish(),
    })
    .optional(),
  /** One size for every session of the type. @default what each user asks for */
  resources: z
    .strictObject({
      /** Promised. */
      requests: z.strictObject(size).optional(),
      /** Upper limit. */
      limits: z.strictObject(size).optional(),
    })
    .nullish(),
  /** Space in `/scratch`, where less than the site's `scratch.perSession` is enough. @default `scratch.perSession` */
  scratch: Memory.nullish(),
  /** Whether a program that fails is started again. @default 'OnFailure' */
  restart: z.enum(['OnFailure', 'Never']).optional(),
  /** Failures after which the session is given up. @default Kubernetes' own, 6 */
  backoff: z.int().min(0).max(1000).nullish(),
  /** Longest life of a session. @default the site's `sessions.expiry`, which users can renew */
  deadline: Duration.nullish(),
  /** How long a finished session can still be looked at. @default '1d' */
  ttl: Duration.optional(),
  /** Priority: the `platform`'s class for interactive sessions, or what the session service gives to the `request`. @default 'platform' */
  priority: z.enum(['platform', 'request']).optional(),
  /** Session that it belongs to and ends with: `desktop` for the type `desktop-app`. @default 'none' */
  owner: z.enum(['none', 'desktop']).optional(),
});

/** A type of session, or a change of a built-in one, as the schema read it: every key has its form, no more. */
export type SessionTypeDraft = z.output<typeof SessionTypeChange>;
/** The same as a person writes it. */
export type SessionTypeInput = z.input<typeof SessionTypeChange>;

/** A probe that is complete. Times in seconds. */
export interface SessionProbe {
  readonly kind: 'tcp' | 'http';
  readonly path?: string;
  readonly delay?: number;
  readonly period?: number;
  readonly timeout?: number;
  readonly failures?: number;
}

interface Size {
  readonly cpu: number;
  readonly memory: number;
}

/** A type of session with nothing left open. Sizes in bytes and millicores, times in seconds; see {@link SessionTypeChange}. */
export interface SessionType {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly program: 'type' | 'request';
  readonly workingDir?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly threads: readonly ('JULIA' | 'OPENBLAS' | 'MKL' | 'OMP')[];
  readonly mounts: readonly ('scripts' | 'desktop-startup')[];
  readonly web?: {
    readonly port: number;
    readonly path: string;
    readonly rewrite: 'none' | 'strip';
    readonly middlewares: readonly SessionMiddleware[];
  };
  readonly ports: Readonly<Record<string, number>>;
  readonly probes: {
    readonly liveness?: SessionProbe;
    readonly readiness?: SessionProbe;
    readonly startup?: SessionProbe;
  };
  /** Absent: what each user asks for. */
  readonly resources?: { readonly requests: Size; readonly limits: Size };
  readonly scratch?: number;
  readonly restart: 'OnFailure' | 'Never';
  readonly backoff?: number;
  /** Absent: the site's expiry. */
  readonly deadline?: number;
  readonly ttl: number;
  readonly priority: 'platform' | 'request';
  readonly owner: 'none' | 'desktop';
}

/** Middlewares that sessions can share; the platform makes one object for each. */
export type SessionMiddleware = 'compression' | 'forwarded-proto';
