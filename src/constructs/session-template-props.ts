import type { SessionMiddleware, SessionType } from '../config/session-type';
import type { Bytes } from '../config/units';
import type { Placement } from './placement';

/** What session templates refer to. All names are in the namespace of the sessions, or of the whole cluster. */
export interface SessionTemplateProps {
  /** Claim that holds homes and projects, and the directory in it that sessions see as their mount root. */
  readonly userStorage: { readonly claimName: string; readonly subPath: string };
  readonly scratch: SessionScratch;
  /** ConfigMaps whose files sessions run or read. */
  readonly configMaps: {
    /** `/skaha-system` */
    readonly scripts: string;
    /** `/desktopstartup` */
    readonly desktopStartup: string;
    /** `init-users-groups.sh` */
    readonly accounts: string;
  };
  /** Where the init container reads users and groups. */
  readonly redis: {
    readonly host: string;
    readonly port: number;
    /** Redis user that may read users and groups and nothing else. */
    readonly user: string;
    /** Its password. Letters and digits only, because it becomes part of a URL. */
    readonly password: { readonly secretName: string; readonly key: string };
    /** Image with `redis-cli`. */
    readonly image: string;
  };
  /** Of the session's image; the platform's own is pinned, and pulled once. */
  readonly imagePullPolicy: 'Always' | 'IfNotPresent';
  /** Secrets with logins for the platform's own image. */
  readonly pullSecrets: readonly string[];
  /** PriorityClass of interactive sessions. */
  readonly priorityClassName: string;
  /** RuntimeClass of sessions. @default the nodes' own runtime */
  readonly runtimeClassName?: string;
  /** Nodes that sessions may run on. Required terms only: the session service adds its GPU condition to each. */
  readonly placement: Placement;
  /** Further volumes in every session. */
  readonly volumes: readonly SessionVolume[];
  readonly route: SessionRoute;
  /** Labels of everything that belongs to a session, beside those that the session service sets. */
  readonly labels: Readonly<Record<string, string>>;
  /** Annotations of the pods of sessions. @default none */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** What general types take from the site. */
  readonly site: {
    /** Host name of the platform. */
    readonly domain: string;
    /** TAP services as the JSON list that Firefly reads. */
    readonly tapServices: string;
  };
}

/** `/scratch`, and the local disk around it. */
export interface SessionScratch {
  /** Space of one session. */
  readonly perSession: Bytes;
  /** Local disk that a session requests and is limited to. */
  readonly ephemeralStorage: Bytes;
  /**
   * Storage class of one volume per session; `undefined`: the node's own disk. The root of its file systems must be
   * open to all users, because session pods carry no fsGroup: Kubernetes would walk all of the user storage with it.
   */
  readonly storageClassName: string | undefined;
}

/** A claim that every session mounts. */
export interface SessionVolume {
  readonly claimName: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
}

/** How Traefik leads browsers to sessions. */
export interface SessionRoute {
  /** Entry point for https. Plain http has none: it is only redirected. */
  readonly entryPoint: string;
  /** Secret with the certificate; absent: the controller's default certificate. */
  readonly tlsSecretName?: string;
  /** Middlewares that types ask for. */
  readonly middlewares: Readonly<Record<SessionMiddleware, string>>;
  /** Middlewares of every session, e.g. response headers. */
  readonly everywhere: readonly string[];
}

/** One type in one site: what every template function is given. */
export interface SessionTemplate {
  readonly name: string;
  readonly type: SessionType;
  readonly props: SessionTemplateProps;
}
