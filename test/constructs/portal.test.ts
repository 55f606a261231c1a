import { CADC, SERVICES, servicesManifests, servicesPlan } from '../policies/services/services-site';

const deploymentOf = (change: Parameters<typeof servicesManifests>[0] = {}) => {
  const { manifests, secrets } = servicesManifests(change);
  const find = (kind: string) =>
    manifests.map(({ object }) => object).find((one) => one.kind === kind && one.metadata.name === 'science-portal');
  const [container] = find('Deployment')?.spec.template.spec.containers ?? [];
  const env = Object.fromEntries(
    (container?.env ?? []).map(({ name, value, valueFrom }: { name: string; value?: string; valueFrom?: object }) => [
      name,
      value ?? valueFrom,
    ]),
  );
  return { find, container, env, secret: secrets.find(({ name }) => name === 'science-portal') };
};

test('no address leads to a site that is not named here', () => {
  for (const change of [{}, CADC]) {
    const { env } = deploymentOf(change);
    const hosts = JSON.stringify(env).match(/https?:\/\/[^/"]+/g);
    expect(new Set(hosts)).toEqual(
      new Set([
        'https://science.example.org',
        ...(change === CADC ? ['https://accounts.example.org'] : ['https://iam.example.org']),
      ]),
    );
  }
});

test('at a provider: the client as it is registered, with a secret that somebody brings', () => {
  const { env, secret } = deploymentOf();
  const [client] = servicesPlan().loginClients.filter(({ id }) => id === 'science-portal');
  expect(env).toMatchObject({
    NEXT_USE_CANFAR: 'false',
    NEXT_OIDC_URI: 'https://iam.example.org/',
    NEXT_OIDC_CLIENT_ID: 'science-portal',
    NEXT_OIDC_REDIRECT_URI: client?.redirects[0],
    NEXT_OIDC_SCOPE: client?.scopes.join(' '),
    NEXT_OIDC_CLIENT_SECRET: { secretKeyRef: { name: 'science-portal', key: 'oidc-client-secret' } },
    AUTH_SECRET: { secretKeyRef: { name: 'science-portal', key: 'auth-secret' } },
  });
  expect(secret?.keys).toEqual({
    'auth-secret': [{ kind: 'generated', name: 'portal-session', length: 32, alphabet: 'alphanumeric' }],
    'oidc-client-secret': [
      expect.objectContaining({
        kind: 'supplied',
        name: 'login-portal',
        description: 'secret of the client science-portal at https://iam.example.org/',
      }),
    ],
  });
});

test('by cookies: the account service, and nothing of a provider', () => {
  const { env, secret } = deploymentOf(CADC);
  expect(env).toMatchObject({
    NEXT_USE_CANFAR: 'true',
    NEXT_PUBLIC_USE_CANFAR: 'true',
    LOGIN_API: 'https://accounts.example.org/ac',
  });
  expect(Object.keys(env).filter((name) => name.includes('OIDC'))).toEqual([]);
  expect(Object.keys(secret?.keys ?? {})).toEqual(['auth-secret']);
});

test('the homes are told with one slash at the end, however the site writes them', () => {
  for (const homes of ['https://vos.example.org/nodes/home', 'https://vos.example.org/nodes/home//']) {
    const { env } = deploymentOf({ services: { portal: { ...SERVICES.portal, homes } } });
    expect(env.SRC_CAVERN_API).toBe('https://vos.example.org/nodes/home/');
  }
});

test('it listens on its own port, at its own path, and keeps people on one pod', () => {
  const services = { portal: { ...SERVICES.portal, path: '/portal/of-keck', replicas: 3 } };
  const { find, container } = deploymentOf({ services });
  expect(container).toMatchObject({
    ports: [{ name: 'http', containerPort: 3000 }],
    readinessProbe: { httpGet: { path: '/portal/of-keck/api/health/ready', port: 'http' } },
    securityContext: { readOnlyRootFilesystem: true },
  });
  expect(find('Service')?.spec.ports).toEqual([{ name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP' }]);
  expect(find('Service')?.metadata.annotations).toMatchObject({
    'traefik.ingress.kubernetes.io/service.sticky.cookie': 'true',
  });
  expect(find('Ingress')?.spec.rules[0].http.paths[0]).toMatchObject({ path: '/portal/of-keck' });
  expect(find('PodDisruptionBudget')?.spec).toMatchObject({ maxUnavailable: 1 });
  expect(find('Deployment')?.spec.replicas).toBe(3);
});

test('alone it needs neither', () => {
  const { find } = deploymentOf({ services: { portal: { ...SERVICES.portal, replicas: 1 } } });
  expect(find('Service')?.metadata).not.toHaveProperty('annotations');
  expect(find('PodDisruptionBudget')).toBeUndefined();
});
