import { Construct } from 'constructs';
import type {
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from 'kubernetes-types/networking/v1';
import type { Plan } from '../plan/plan';
import type { ImageList } from './image-list';
import type { NodeCheck } from './node-check';
import type { Redis } from './redis';
import { Resource } from './resource';
import type { Skaha } from './skaha';

/** Label that the session service puts on every pod of a session, with the session's type as its value. */
const KIND = 'canfar.net/kind';

/** Whose traffic is to be allowed. */
export interface NetworkProps {
  readonly plan: Plan;
  readonly redis: Redis;
  readonly skaha: Skaha;
  /** Absent where no registry is listed. */
  readonly imageList?: ImageList;
  readonly nodeCheck?: NodeCheck;
  /** Ports that session types serve, by type name. */
  readonly sessionPorts: Readonly<Record<string, readonly number[]>>;
}

/** Nothing may talk to anything, except along the edges that the platform needs. */
export class Network extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: NetworkProps,
  ) {
    super(scope, id);
    const { services, sessions } = props.plan.site.namespaces;
    for (const namespace of [services, sessions]) {
      this.policy('default-deny', namespace, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
      this.policy('allow-dns', namespace, { podSelector: {}, policyTypes: ['Egress'], egress: [this.dns] });
    }
    this.services(services);
    this.sessions(sessions);
  }

  private services(namespace: string): void {
    const { plan, redis, skaha, imageList, nodeCheck } = this.props;
    const { apiServer } = plan.site.cluster;
    const toRedis: NetworkPolicyEgressRule = {
      to: [{ podSelector: { matchLabels: redis.labels } }],
      ports: tcp(redis.port),
    };
    const toApiServer: NetworkPolicyEgressRule = {
      to: apiServer.cidrs.map((cidr) => ({ ipBlock: { cidr } })),
      ports: tcp(...apiServer.ports),
    };
    this.policy('skaha', namespace, {
      podSelector: { matchLabels: skaha.labels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: this.ingressController, ports: tcp(skaha.port) }],
      egress: [
        toRedis,
        toApiServer,
        // Login, groups, POSIX mapper, storage service and IVOA registries answer here, wherever they run.
        this.toServices,
      ],
    });
    if (nodeCheck)
      this.policy('check-nodes', namespace, {
        podSelector: { matchLabels: nodeCheck.labels },
        policyTypes: ['Egress'],
        egress: [toApiServer],
      });
    this.policy('redis', namespace, {
      podSelector: { matchLabels: redis.labels },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            { podSelector: { matchLabels: skaha.labels } },
            ...(imageList ? [{ podSelector: { matchLabels: imageList.labels } }] : []),
            this.sessionPods(),
          ],
          ports: tcp(redis.port),
        },
      ],
    });
    if (imageList)
      this.policy('image-list', namespace, {
        podSelector: { matchLabels: imageList.labels },
        policyTypes: ['Egress'],
        egress: [toRedis, this.toServices],
      });
  }

  private sessions(namespace: string): void {
    const { plan, redis, sessionPorts } = this.props;
    const { privateServices } = plan.site.cluster;
    const redisPods: NetworkPolicyPeer = {
      ...inNamespace(plan.site.namespaces.services),
      podSelector: { matchLabels: redis.labels },
    };
    this.policy('sessions', namespace, {
      podSelector: { matchExpressions: [{ key: KIND, operator: 'Exists' }] },
      policyTypes: ['Egress'],
      egress: [
        { to: [redisPods], ports: tcp(redis.port) },
        { to: [publicInternet], ports: tcp(80, 443) },
        // The platform's own hosts may resolve to the controller inside the cluster.
        { to: this.ingressController, ports: tcp(443, 8443) },
        ...privateServices.map(({ cidr, ports }) => ({ to: [{ ipBlock: { cidr } }], ports: tcp(...ports) })),
      ],
    });
    for (const [type, ports] of Object.entries(sessionPorts)) {
      if (ports.length === 0) continue;
      this.policy(`serve-${type}`, namespace, {
        podSelector: { matchLabels: { [KIND]: type } },
        policyTypes: ['Ingress'],
        ingress: [{ from: this.ingressController, ports: tcp(...ports) }],
      });
    }
    if ('desktop' in sessionPorts && 'desktop-app' in sessionPorts) this.desktop(namespace);
  }

  /** An application of a desktop draws on the desktop's display. */
  private desktop(namespace: string): void {
    const display: NetworkPolicyPort[] = [{ protocol: 'TCP', port: 6000, endPort: 6063 }];
    const desktop = { matchLabels: { [KIND]: 'desktop' } };
    const application = { matchLabels: { [KIND]: 'desktop-app' } };
    const fromApplication: NetworkPolicyIngressRule = { from: [{ podSelector: application }], ports: display };
    this.policy('desktop', namespace, {
      podSelector: desktop,
      policyTypes: ['Ingress'],
      ingress: [fromApplication],
    });
    this.policy('desktop-app', namespace, {
      podSelector: application,
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: desktop }], ports: display }],
    });
  }

  private get dns(): NetworkPolicyEgressRule {
    const { namespace, podLabels, addresses, ports } = this.props.plan.site.cluster.dns;
    return {
      to: [
        { ...inNamespace(namespace), podSelector: { matchLabels: podLabels } },
        ...addresses.map((cidr) => ({ ipBlock: { cidr } })),
      ],
      ports: ports.flatMap((port) => (['UDP', 'TCP'] as const).map((protocol) => ({ protocol, port }))),
    };
  }

  private get ingressController(): NetworkPolicyPeer[] {
    const { namespace, addresses } = this.props.plan.site.ingress;
    return [inNamespace(namespace), ...addresses.map((cidr) => ({ ipBlock: { cidr } }))];
  }

  /** Web services that the site names answer here, wherever they run. */
  private get toServices(): NetworkPolicyEgressRule {
    return { to: [anywhere, ...this.ingressController], ports: tcp(...this.props.plan.hosts.servicePorts) };
  }

  private sessionPods(): NetworkPolicyPeer {
    return {
      ...inNamespace(this.props.plan.site.namespaces.sessions),
      podSelector: { matchExpressions: [{ key: KIND, operator: 'Exists' }] },
    };
  }

  private policy(name: string, namespace: string, spec: NetworkPolicySpec): void {
    new Resource(this, `${namespace}-${name}`, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace },
      spec,
    });
  }
}

const inNamespace = (name: string): NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const tcp = (...ports: readonly number[]): NetworkPolicyPort[] => ports.map((port) => ({ protocol: 'TCP', port }));
const anywhere: NetworkPolicyPeer = { ipBlock: { cidr: '0.0.0.0/0' } };

// The metadata service of a cloud, the cluster's own networks and the site's are not for user code.
const publicInternet: NetworkPolicyPeer = {
  ipBlock: {
    cidr: '0.0.0.0/0',
    except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  },
};
