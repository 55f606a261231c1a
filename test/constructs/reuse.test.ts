import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { generated, ManagedSecret } from '../../src/constructs/managed-secret';
import { manifestsOf } from '../../src/constructs/manifests';
import { Scratch } from '../../src/constructs/scratch';

// Another observatory's own application: objects of other libraries beside ours, in one tree.

function portal() {
  const app = new App();
  const chart = new Chart(app, 'portal', { namespace: 'portal', disableResourceNameHashes: true });
  const scratch = new Scratch(chart, 'scratch', {
    prefix: 'keck',
    scratch: { kind: 'provisioned', provisioner: 'topolvm.io', parameters: {}, perSession: 50 * 2 ** 30 },
  });
  const secret = new ManagedSecret(chart, 'secret', {
    namespace: 'portal',
    name: 'portal',
    keys: { key: [generated('portal')] },
  });
  const claim = new kplus.PersistentVolumeClaim(chart, 'claim', {
    metadata: { name: 'cache' },
    storageClassName: scratch.storageClassName as string,
    accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE],
  });
  const deployment = new kplus.Deployment(chart, 'web', { metadata: { name: 'web' } });
  const container = deployment.addContainer({
    image: 'images.example.org/portal:2.1.0',
    envVariables: {
      KEY: kplus.EnvValue.fromSecretValue({
        secret: kplus.Secret.fromSecretName(chart, 'ref', secret.name),
        key: 'key',
      }),
    },
  });
  container.mount(
    '/cache',
    kplus.Volume.fromPersistentVolumeClaim(chart, 'cache', claim as kplus.IPersistentVolumeClaim),
  );
  return manifestsOf(app, 'keck');
}

test('a construct of ours stands in a tree of others, and the order of delivery follows from what they name', () => {
  const { manifests, secrets } = portal();
  const idOf = (kind: string) => manifests.find(({ object }) => object.kind === kind)?.id;
  const web = manifests.find(({ object }) => object.kind === 'Deployment');
  expect(secrets.map(({ name, keys }) => [name, Object.keys(keys)])).toEqual([['portal', ['key']]]);
  expect(web?.dependsOn).toEqual(expect.arrayContaining([idOf('PersistentVolumeClaim'), secrets[0]?.id]));
  expect(manifests.find(({ object }) => object.kind === 'PersistentVolumeClaim')?.dependsOn).toEqual([
    idOf('StorageClass'),
  ]);
});

test('two objects of one name are refused, and both constructs are named', () => {
  const app = new App();
  for (const id of ['a', 'b']) {
    new kplus.ConfigMap(new Chart(app, id), 'map', { metadata: { name: 'same', namespace: 'portal' } });
  }
  expect(() => manifestsOf(app, 'keck')).toThrow(/a\/map.* and b\/map.* are the same object: ConfigMap portal\/same/);
});
