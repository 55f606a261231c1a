import { SFTP, servicesManifests, servicesPlan } from '../policies/services/services-site';

const { sftp } = SFTP.services;
const made = (change: object = {}) => {
  const {
    manifests,
    secrets,
    charts = [],
  } = servicesManifests({
    addons: { traefik: { kind: 'chart' } },
    services: { sftp: { ...sftp, ...change } },
  });
  const find = (kind: string) =>
    manifests.map(({ object }) => object).find((one) => one.kind === kind && one.metadata.name === 'sftp');
  const settings = manifests.find(({ object }) => object.metadata.name === 'sftp-config')?.object.data.sshd_config;
  const ports = charts.find(({ name }) => name === 'traefik')?.values.ports as Record<string, object>;
  return { find, settings, ports, secret: secrets.find(({ name }) => name === 'sftp-config') };
};

test('people see /arc as its root, begin at home, and get no shell', () => {
  expect(made().settings).toMatch(/^ChrootDirectory \/arc\nForceCommand internal-sftp -d \/home\/%u$/m);
  for (const way of ['AllowTcpForwarding', 'AllowAgentForwarding', 'X11Forwarding', 'PermitTTY', 'PermitTunnel'])
    expect(made().settings).toContain(`\n${way} no\n`);
});

test('keys alone open it unless the site says more, and everybody in the directory unless it says fewer', () => {
  expect(made().settings).toContain('PasswordAuthentication no');
  expect(made().settings).not.toContain('AllowGroups');
  const { settings } = made({ passwords: true, allow: ['users', 'staff'] });
  for (const line of ['AllowGroups users staff', 'PasswordAuthentication yes'])
    expect(settings.split('\n')).toContain(line);
});

test('the password of the directory is in no ConfigMap, and host key and password can be read back', () => {
  const keys = made().secret?.keys ?? {};
  expect(keys['sssd.conf']?.filter((piece) => typeof piece !== 'string')).toEqual([
    expect.objectContaining({ kind: 'supplied', name: 'sftp-directory' }),
  ]);
  expect([keys['host-key'], keys['directory-password']].map((pieces) => pieces?.length)).toEqual([1, 1]);
});

test('a Traefik of the platform has its entry point, on the port that the site says, and web routes stay off it', () => {
  const { ports } = made({ port: 22, entryPoint: 'files' });
  expect(ports.files).toEqual({ port: 2222, exposedPort: 22, protocol: 'TCP', expose: { default: true } });
  expect([ports.web, ports.websecure]).toEqual([
    expect.objectContaining({ asDefault: true }),
    expect.objectContaining({ asDefault: true }),
  ]);
  expect(made({ entryPoint: 'files' }).find('IngressRouteTCP')?.spec.entryPoints).toEqual(['files']);
});

test('several pods are taken away one at a time, and each counts', () => {
  expect(made().find('PodDisruptionBudget')).toBeUndefined();
  expect(made({ replicas: 3 }).find('PodDisruptionBudget')?.spec.maxUnavailable).toBe(1);
  const room = (replicas: number) => servicesPlan({ services: { sftp: { ...sftp, replicas } } }).budget[0];
  expect(room(3)).not.toEqual(room(1));
});
