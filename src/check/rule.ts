import type { KubeObject, Manifest, Manifests } from '../manifest';
import type { Plan } from '../plan/plan';
import type { Provides } from '../plan/provides';
import type { Container } from './facts';
import type { ContainerContract, Profile, SessionType } from './session-contract';

/** How much a failed rule matters. `off` switches a rule off. */
export type Severity = 'error' | 'warning' | 'info';

/** Where a finding points. Text: file, line, column. Manifest: object and path. Image: layer and file. Site: file and path. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** `Deployment skaha-system/skaha` */
  readonly object?: string;
  /** Path inside the object or the site, e.g. `spec.template.spec.containers[0].image`. */
  readonly path?: string;
  /** Construct that made the object. */
  readonly construct?: string;
  /** Digest of a layer of an image. */
  readonly layer?: string;
  /** What made the layer, as the image's history has it: `RUN apt-get install -y acl`. */
  readonly instruction?: string;
}

/** What a rule says about one subject. Undecided is an answer of its own, never a pass; not applicable is neither. */
export type Verdict = 'pass' | 'fail' | 'unknown' | 'not-applicable';

/** How a fact is known: seen, taken over from a known base, or concluded. */
export type Strength = 'proved' | 'inherited' | 'inferred';

/** One thing that a rule found: the fact, and where. */
export interface Fault {
  readonly message: string;
  readonly place?: Place;
  readonly strength?: Strength;
}

/** Answer of a rule. Build it with {@link pass}, {@link fail}, {@link unknown}, {@link notApplicable}. */
export type Answer =
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'fail'; readonly faults: readonly Fault[] }
  | { readonly verdict: 'unknown'; readonly reason: string }
  | { readonly verdict: 'not-applicable' };

export const pass: Answer = { verdict: 'pass' };
export const notApplicable: Answer = { verdict: 'not-applicable' };
export const unknown = (reason: string): Answer => ({ verdict: 'unknown', reason });
/** Fails with the faults given; passes when there are none. */
export const fail = (faults: readonly Fault[]): Answer => (faults.length === 0 ? pass : { verdict: 'fail', faults });

/** What the rules of each kind are given. */
export interface Subjects {
  /** One Kubernetes object, alone. Admission and previews can judge it too. */
  manifest: ManifestSubject;
  /** All manifests and secrets of a site: the closed world. */
  platform: PlatformSubject;
  /** The site's own numbers and names, before any object exists. */
  site: { readonly plan: Plan };
  /** What a recipe will build, or an image holds. */
  container: ContainerSubject;
  /** What a user asks the session service for. */
  request: RequestSubject;
  /** An image in a registry, as its catalogue shows it. */
  artifact: ArtifactSubject;
}

/** A container, and what it is to be judged as. */
export interface ContainerSubject {
  readonly container: Container;
  /** Sessions that it is meant for; none: only what holds for every container is asked. */
  readonly types: readonly SessionType[];
  /** Whether its sessions are to compute on GPUs. @default false */
  readonly gpu?: boolean;
  readonly profile: Profile;
  readonly contract: ContainerContract;
  /** The day that it is judged on. @default the day on which the tables of rules were read */
  readonly today?: Date;
}

/** A session request, as it was sent. */
export interface RequestSubject {
  /** The fields of the request, in the form of JSON. */
  readonly request: unknown;
  readonly contract: ContainerContract;
}

/** An image in a registry. What is absent is not known. */
export interface ArtifactSubject {
  /** `images.example.org` */
  readonly host: string;
  /** `platform/skaha`: project and repository. */
  readonly repository: string;
  /** Tags of this digest, in the registry's order. */
  readonly tags: readonly string[];
  /**
   * It was reached by its name alone: whether it has other tags, what labels and scans the catalogue keeps of it, was
   * not asked, and rules about that are not applicable. @default false
   */
  readonly named?: boolean;
  readonly digest?: string;
  /** Labels that the registry keeps beside the artifact; not those in the image. */
  readonly labels?: readonly string[];
  /** Tags of the other artifacts of the repository. */
  readonly otherTags?: readonly string[];
  readonly pushed?: Date;
  /** Bytes of its compressed layers. */
  readonly size?: number;
  readonly vulnerabilities?: { readonly critical: number; readonly high: number };
  /** Whether a signature of it lies beside it in the registry. */
  readonly signed?: boolean;
  /** The image itself, where it was read too. */
  readonly container?: Container;
  /** The artifact of the same repository that was pushed before it. */
  readonly before?: { readonly tag: string; readonly container: Container };
  readonly today: Date;
  readonly contract: ContainerContract;
}

/** One Kubernetes object, and what is known around it. What is absent is not known. */
export interface ManifestSubject {
  readonly object: KubeObject;
  /** Pod Security level that its namespace enforces. */
  readonly namespaceLevel?: 'privileged' | 'baseline' | 'restricted';
  /** Version of that level's policy, where the namespace pins one, e.g. `1.33`; otherwise it is that of the cluster. */
  readonly namespaceVersion?: string;
  /** Registry hosts that images may come from, ports included, e.g. `images.example.org`. */
  readonly registries?: readonly string[];
  /** Kubernetes release that will run it, e.g. `1.34`. */
  readonly kubernetes?: string;
}

/** All manifests of a site, and what its cluster already has. */
export interface PlatformSubject {
  readonly manifests: readonly Manifest[];
  readonly secrets: Manifests['secrets'];
  readonly provides: Provides;
}

export type SubjectKind = keyof Subjects;

/** A rule: a value with its reason and its cure beside a pure function. */
export interface Rule<K extends SubjectKind = SubjectKind> {
  /** Words joined by hyphens; the file has the same name. */
  readonly id: string;
  readonly topic: string;
  readonly on: K;
  /**
   * Session types that it is about, of a rule on containers: to one that is meant for none of them it does not apply.
   *
   * @default it is about every container
   */
  readonly types?: readonly SessionType[];
  /** One for all, or one for each profile of what is demanded of containers. */
  readonly severity: Severity | Readonly<Record<Profile, Severity>>;
  /** Why it matters, for a person who meets it the first time. */
  readonly why: string;
  /** What to do. */
  readonly fix: string;
  /** Where the requirement comes from: a contract section, a seed file, an upstream file. */
  readonly source: string;
  check(subject: Subjects[K]): Answer;
}

/** What a person reads about a rule: everything but its check. */
export type RuleFacts = Pick<Rule, 'id' | 'topic' | 'severity' | 'why' | 'fix' | 'source'>;

/** How much a rule matters under a profile. */
export const severityOf = ({ severity }: Pick<Rule, 'severity'>, profile: Profile = 'current'): Severity =>
  typeof severity === 'string' ? severity : severity[profile];

/**
 * Declares a rule; gives its check the right subject type.
 *
 * @example
 * ```ts
 * export const noLatest = defineRule({
 *   id: 'no-latest', topic: 'images', on: 'manifest', severity: 'error',
 *   why: 'A tag that moves makes two pods of one Deployment run different software.',
 *   fix: 'Name a version.', source: 'capacity-storage-network.md §5',
 *   check: ({ object }) => fail(object.kind === 'Pod' ? [] : []),
 * });
 * ```
 */
export const defineRule = <K extends SubjectKind>(rule: Rule<K>): Rule<K> => rule;

/** One rule's answer on one subject, ready to be reported. */
export interface Result {
  /** Name of the subject: a file, `Deployment skaha-system/skaha`, or the site's name. */
  readonly subject: string;
  readonly kind: SubjectKind;
  readonly rule: string;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly message?: string;
  readonly fix?: string;
  readonly place?: Place;
  readonly strength?: Strength;
  /** Why the rule could not decide. */
  readonly reason?: string;
  /** The waiver that covers this finding. */
  readonly waiver?: WaiverNote;
  /** It was there when the baseline was written. */
  readonly baseline?: true;
}

/** Reason, owner and end of the waiver that covers a finding. */
export interface WaiverNote {
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
}

/** A finding that somebody accepted, until a date. An unused or expired waiver is itself a finding. */
export interface Waiver extends WaiverNote {
  readonly rule: string;
  /** Subject or object that it covers, e.g. `Deployment skaha-system/skaha`; absent: every subject. */
  readonly subject?: string | undefined;
}
