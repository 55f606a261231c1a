import type { Command } from './command';

/** A command as the list of all commands shows it. Its code is loaded when it is called. */
export interface CommandEntry {
  readonly summary: string;
  /** It loads the schemas of sites itself, with the first site. @default false */
  readonly late?: boolean;
  load(): Command;
}

/** Every command, in the order in which a new user meets them. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  init: {
    summary: 'write a starting site',
    load: () => (require('./init') as typeof import('./init')).init,
  },
  validate: {
    summary: 'judge a site file: keys, units, contradictions',
    load: () => (require('./validate') as typeof import('./validate')).validate,
  },
  synth: {
    summary: 'write the Kubernetes objects of a site',
    load: () => (require('./synth') as typeof import('./synth')).synth,
  },
  check: {
    summary: 'run the rules on everything that a site declares',
    late: true,
    load: () => (require('./check') as typeof import('./check')).check,
  },
  fit: {
    summary: 'say whether a session would run, or why not',
    load: () => (require('./fit') as typeof import('./fit')).fit,
  },
  simulate: {
    summary: 'play days of sessions on a site: who waits, how long, and what stays unused',
    load: () => (require('./simulate') as typeof import('./simulate')).simulate,
  },
  pools: {
    summary: 'write the node pools of a site from the nodes of a cluster, or compare the two',
    load: () => (require('./pools') as typeof import('./pools')).pools,
  },
  image: {
    summary: 'write a container recipe to start from, its tests, a local run',
    load: () => (require('./image') as typeof import('./image')).image,
  },
  login: {
    summary: 'what a login provider is to be told, and whether it is fit',
    load: () => (require('./login') as typeof import('./login')).login,
  },
  harbor: {
    summary: 'plan and apply what a running Harbor holds',
    load: () => (require('./harbor') as typeof import('./harbor')).harbor,
  },
  secrets: {
    summary: 'name the secrets of a site, and plan how one is replaced',
    load: () => (require('./secrets') as typeof import('./secrets')).secrets,
  },
  schema: {
    summary: 'print the JSON Schema of a site',
    load: () => (require('./schema') as typeof import('./schema')).schema,
  },
};
