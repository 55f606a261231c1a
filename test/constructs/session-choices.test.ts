import { resolveSessionTypes } from '../../src/config/resolve-session-types';
import { SessionTypeChange, type SessionTypeInput } from '../../src/config/session-type';
import { sessionTemplates } from '../../src/constructs/session-templates';
import { routes } from './launched';
import { asked, how, podOf, sessionOf, templatesWith, WEB_TYPES } from './sample';
import { props } from './session-props';
import { start } from './skaha';

describe('what a site decides', () => {
  const sessionOfSite = (type: string, change: SessionTypeInput) => {
    const { types, problems } = resolveSessionTypes({ [type]: SessionTypeChange.parse(change) });
    expect(problems).toEqual([]);
    return start(sessionTemplates(types, props), asked(type), how);
  };

  test.each(WEB_TYPES)('another port of %s sessions, everywhere at once', (type) => {
    const changed = sessionOfSite(type, { web: { port: 4321 } });
    const { ports, livenessProbe, readinessProbe, startupProbe } = sessionOf(changed.job);
    expect(ports?.[0]).toEqual({ name: 'web', containerPort: 4321, protocol: 'TCP' });
    for (const probe of [livenessProbe, readinessProbe, startupProbe]) {
      expect((probe?.httpGet ?? probe?.tcpSocket)?.port).toBe(4321);
    }
    expect(changed.service?.spec?.ports).toEqual([{ name: 'web', port: 4321, targetPort: 4321, protocol: 'TCP' }]);
    expect(changed.routes.at(-1)?.spec.routes[0].services[0].port).toBe(4321);
    expect(JSON.stringify(changed)).not.toMatch(new RegExp(`\\b${routes[type].port}\\b`));
  });

  test('a type of its own', () => {
    const { job, service, routes } = sessionOfSite('terminal', {
      command: ['/usr/bin/ttyd'],
      args: ['--port', '${type.port}', '--base-path', '/session/terminal/${skaha.sessionid}'],
      web: { port: 7681, path: '/session/terminal/${skaha.sessionid}/', middlewares: ['compression'] },
      probes: { readiness: { kind: 'http', path: '/session/terminal/${skaha.sessionid}/', period: '5s' } },
      resources: { requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: 1, memory: '1Gi' } },
      scratch: '1Gi',
      deadline: '1d',
    });
    expect(job.metadata?.name).toBe('skaha-terminal-alice-k7x2m9qa');
    expect(job.spec).toMatchObject({ activeDeadlineSeconds: 86_400, ttlSecondsAfterFinished: 86_400 });
    expect(sessionOf(job)).toMatchObject({
      command: ['/usr/bin/ttyd'],
      args: ['--port', '7681', '--base-path', '/session/terminal/k7x2m9qa'],
      readinessProbe: { httpGet: { path: '/session/terminal/k7x2m9qa/', port: 7681 }, periodSeconds: 5 },
      resources: {
        requests: { cpu: '500m', memory: '512Mi', 'ephemeral-storage': '1Gi' },
        limits: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' },
      },
    });
    expect(service?.metadata?.name).toBe('skaha-terminal-svc-k7x2m9qa');
    expect(routes.map(({ spec }) => spec.routes[0].match)).toEqual([
      'Host(`sessions.example.org`) && PathPrefix(`/session/terminal/k7x2m9qa/`)',
    ]);
  });

  test('scratch on volumes: the claim has the size, the node keeps the rest', () => {
    const scratch = { perSession: 200 * 2 ** 30, ephemeralStorage: 10 * 2 ** 30, storageClassName: 'keck-scratch' };
    const { job } = start(templatesWith({ scratch }), asked('notebook'), how);
    expect(podOf(job).volumes?.at(-1)).toEqual({
      name: 'scratch',
      ephemeral: {
        volumeClaimTemplate: {
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: 'keck-scratch',
            resources: { requests: { storage: '200Gi' } },
          },
        },
      },
    });
    expect(sessionOf(job).resources?.requests?.['ephemeral-storage']).toBe('10Gi');
    expect(sessionOf(job).resources?.limits?.['ephemeral-storage']).toBe('10Gi');
  });

  test('a small scratch is small for desktops too', () => {
    const scratch = { perSession: 2 ** 30, ephemeralStorage: 2 ** 30, storageClassName: undefined };
    const { job } = start(templatesWith({ scratch }), asked('desktop'), how);
    expect(podOf(job).volumes?.at(-1)).toEqual({ name: 'scratch', emptyDir: { sizeLimit: '1Gi' } });
    expect(sessionOf(job).resources?.limits?.['ephemeral-storage']).toBe('1Gi');
  });

  test('further volumes', () => {
    const volumes = [
      { claimName: 'cvmfs', mountPath: '/cvmfs', readOnly: true },
      { claimName: 'shared', mountPath: '/shared', readOnly: false },
    ];
    const pod = podOf(start(templatesWith({ volumes }), asked('carta'), how).job);
    expect(pod.volumes).toEqual(
      expect.arrayContaining([
        { name: 'extra-0', persistentVolumeClaim: { claimName: 'cvmfs', readOnly: true } },
        { name: 'extra-1', persistentVolumeClaim: { claimName: 'shared' } },
      ]),
    );
    expect(pod.containers[0]?.volumeMounts).toEqual(
      expect.arrayContaining([
        { name: 'extra-0', mountPath: '/cvmfs', readOnly: true },
        { name: 'extra-1', mountPath: '/shared' },
      ]),
    );
  });

  test('labels on everything, beside those of the session service', () => {
    const labels = { 'app.kubernetes.io/instance': 'keck' };
    const { job, service, routes } = start(templatesWith({ labels }), asked('desktop'), how);
    for (const object of [job, service, ...routes, job.spec?.template]) {
      expect(object?.metadata?.labels).toMatchObject({ ...labels, 'canfar.net/kind': 'desktop' });
    }
  });
});
