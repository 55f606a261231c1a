/** What a session may be. A container is judged as one or several of them. */
export const SESSION_TYPES = [
  'notebook',
  'desktop',
  'desktop-app',
  'carta',
  'contributed',
  'firefly',
  'headless',
] as const;
export type SessionType = (typeof SESSION_TYPES)[number];

/** Which text the requirements come from: the documentation for users, or what the platform really does today. */
export const PROFILES = ['current', 'documented'] as const;
export type Profile = (typeof PROFILES)[number];

/** What a platform demands of containers and requests, where that is the site's to say. */
export interface ContainerContract {
  /** Folders that storage is mounted on; what an image keeps there is hidden. */
  readonly mounts: readonly string[];
  /** Registry hosts that sessions may start images from. */
  readonly registries: readonly string[];
  /** Types of sessions that may be started. */
  readonly types: readonly string[];
  /** Lowest number that the platform gives to a user. */
  readonly firstUid: number;
  /** Bytes of compressed layers that an image may have. */
  readonly imageSize: number;
  /** Days after which an image counts as old. */
  readonly fresh: number;
  /** What a session may ask for. */
  readonly cores: readonly number[];
  /** GB. */
  readonly memory: readonly number[];
  readonly gpus: readonly number[];
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** What the platform of the documentation demands (container-rules.md §1; its numbers are those of its chart). */
export const CONTRACT: ContainerContract = {
  mounts: ['/arc', '/scratch'],
  registries: ['images.canfar.net'],
  types: SESSION_TYPES,
  firstUid: 10_000,
  imageSize: 10e9,
  fresh: 365,
  cores: upTo(16),
  memory: [
    1, 2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 26, 28, 30, 32, 36, 40, 44, 48, 56, 64, 80, 92, 112, 128, 140, 170, 192,
  ],
  gpus: upTo(28),
};
