import { Construct } from 'constructs';
import type {
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from 'kubernetes-types/networking/v1';
import type { Plan } from '../plan/plan';
import { Resource } from './resource';
import { type Edge, isWorkload, type Workload } from './traffic';

/** Label that the session service puts on every pod of a session, with the session's type as its value. */
const KIND = 'canfar.net/kind';

/** Whose traffic is to be allowed. */
export interface NetworkProps {
  readonly plan: Plan;
  /** Every connection that workloads of the platform need. */
  readonly edges: readonly Edge[];
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
    const workloads = props.edges.flatMap(({ from, to }) => [from, to]).filter(isWorkload);
    for (const workload of new Map(workloads.map((one) => [one.name, one])).values()) this.workload(workload, services);
    this.sessions(sessions);
  }

  /** What one workload may call, and who may call it. */
  private workload({ name, labels }: Workload, namespace: string): void {
    const { edges } = this.props;
    const ingress = this.ingressOf(edges.filter(({ to }) => isWorkload(to) && to.name === name));
    const egress = edges.flatMap(({ from, to, port }) =>
      isWorkload(from) && from.name === name ? [this.callee(to, port)] : [],
    );
    this.policy(name, namespace, {
      podSelector: { matchLabels: labels },
      policyTypes: [...(ingress.length > 0 ? ['Ingress'] : []), ...(egress.length > 0 ? ['Egress'] : [])],
      ...(ingress.length > 0 && { ingress }),
      ...(egress.length > 0 && { egress }),
    });
  }

  /** One rule per port, with all who may connect to it. */
  private ingressOf(calls: readonly Edge[]): NetworkPolicyIngressRule[] {
    const ports = new Set(calls.map(portOf));
    return [...ports].map((port) => ({
      from: calls.filter((call) => portOf(call) === port).flatMap(({ from }) => this.callers(from)),
      ports: tcp(port),
    }));
  }

  private callers(from: Edge['from']): NetworkPolicyPeer[] {
    if (from === 'ingress') return this.ingressController;
    if (from === 'sessions') return [this.sessionPods()];
    return isWorkload(from) ? [{ podSelector: { matchLabels: from.labels } }] : [inNamespace(from.namespace)];
  }

  private callee(to: Edge['to'], port?: number): NetworkPolicyEgressRule {
    const { apiServer } = this.props.plan.site.cluster;
    if (to === 'web') return this.toServices;
    if (to === 'api-server') return outside(apiServer.cidrs, apiServer.ports);
    if (!isWorkload(to)) return outside(to.addresses, to.ports);
    return { to: [{ podSelector: { matchLabels: to.labels } }], ports: tcp(portOf({ to, ...(port && { port }) })) };
  }

  private sessions(namespace: string): void {
    const { plan, edges, sessionPorts } = this.props;
    const { privateServices } = plan.site.cluster;
    const called = edges.flatMap(({ from, to }) => (from === 'sessions' && isWorkload(to) ? [to] : []));
    this.policy('sessions', namespace, {
      podSelector: { matchExpressions: [{ key: KIND, operator: 'Exists' }] },
      policyTypes: ['Egress'],
      egress: [
        ...called.map(({ labels, port }) => ({
          to: [{ ...inNamespace(plan.site.namespaces.services), podSelector: { matchLabels: labels } }],
          ports: port === undefined ? [] : tcp(port),
        })),
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

/** Port of the workload that an edge leads to. */
function portOf({ to, port }: Pick<Edge, 'to' | 'port'>): number {
  if (port !== undefined) return port;
  if (!isWorkload(to) || to.port === undefined) throw new Error('an edge leads to a workload that listens on no port');
  return to.port;
}

const inNamespace = (name: string): NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const tcp = (...ports: readonly number[]): NetworkPolicyPort[] => ports.map((port) => ({ protocol: 'TCP', port }));
const outside = (cidrs: readonly string[], ports: readonly number[]): NetworkPolicyEgressRule => ({
  to: cidrs.map((cidr) => ({ ipBlock: { cidr } })),
  ports: tcp(...ports),
});
const anywhere: NetworkPolicyPeer = { ipBlock: { cidr: '0.0.0.0/0' } };

// The metadata service of a cloud, the cluster's own networks and the site's are not for user code.
const publicInternet: NetworkPolicyPeer = {
  ipBlock: {
    cidr: '0.0.0.0/0',
    except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  },
};
