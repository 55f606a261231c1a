import { anonymousOrSecret } from '../../policies/requests/anonymous-or-secret';
import { imageRefShape } from '../../policies/requests/image-ref-shape';
import { outputsToPersistentStorage } from '../../policies/requests/outputs-to-persistent-storage';
import { registryHostAllowed } from '../../policies/requests/registry-host-allowed';
import { reqArgsEnvEncodable } from '../../policies/requests/req-args-env-encodable';
import { reqFieldsKnown } from '../../policies/requests/req-fields-known';
import { reqFloatingImage } from '../../policies/requests/req-floating-image';
import { reqHeadlessOnly } from '../../policies/requests/req-headless-only';
import { reqName } from '../../policies/requests/req-name';
import { reqResourcesInOptions } from '../../policies/requests/req-resources-in-options';
import { typeKnown } from '../../policies/requests/type-known';
import { request, testRows } from './container-rows';

testRows<'request'>([
  [typeKnown, 'known', request({ type: 'desktop-app' }), 'pass'],
  [
    typeKnown,
    'near',
    request({ type: 'desktop_app' }),
    [`"desktop_app" is no session type; did you mean desktop-app?`],
  ],
  [typeKnown, 'not a text', request({ type: 3 }), 'unknown'],
  [reqFieldsKnown, 'all known', request({ type: 'headless', name: 'x', image: 'a/b/c:1', cores: 1, env: {} }), 'pass'],
  [
    reqFieldsKnown,
    'misspelt, or named as elsewhere',
    request({ core: 2, kind: 'notebook', colour: 'red' }),
    [
      'nothing reads "core". Did you mean "cores"?',
      'nothing reads "kind". Did you mean "type"?',
      'nothing reads "colour". Known here: type, name, image, cores, ram, gpus, cmd, args, env, replicas, registryUsername, registrySecret',
    ],
  ],
  [
    reqFloatingImage,
    'without a type it is headless',
    request({ image: 'a/b/c:latest' }),
    ['a/b/c:latest is another image tomorrow'],
  ],
  [imageRefShape, 'three parts', request({ image: 'images.canfar.net/skaha/terminal:1.0' }), 'pass'],
  [
    imageRefShape,
    'four parts',
    request({ image: 'images.canfar.net/a/b/c:1' }),
    ['images.canfar.net/a/b/c:1 has 4 parts, not host, project and name'],
  ],
  [imageRefShape, 'no tag', request({ image: 'images.canfar.net/a/b' }), ['images.canfar.net/a/b has no tag']],
  [imageRefShape, 'none', request({}), ['no image is named']],
  [registryHostAllowed, 'allowed', request({ image: 'images.canfar.net/skaha/terminal:1.0' }), 'pass'],
  [
    registryHostAllowed,
    'a look-alike',
    request({ image: 'images.canfar.net.evil.example/a/b:1' }),
    [
      'images.canfar.net.evil.example/a/b:1 comes from images.canfar.net.evil.example, and the platform allows images.canfar.net',
    ],
  ],
  [reqName, 'a name', request({ name: 'my-run' }), 'pass'],
  [reqName, 'a sign', request({ name: '-x' }), [`"-x" is no host name`]],
  [reqResourcesInOptions, 'offered', request({ cores: 4, ram: '64', gpus: 0 }), 'pass'],
  [
    reqResourcesInOptions,
    'between',
    request({ cores: 2.5, ram: 3 }),
    ['cores 2.5 is not offered', 'ram 3 is not offered; 4 is'],
  ],
  [reqHeadlessOnly, 'headless', request({ type: 'headless', cmd: 'x' }), 'pass'],
  [
    reqHeadlessOnly,
    'notebook',
    request({ type: 'notebook', cmd: 'x', replicas: 2 }),
    ['a notebook session takes no cmd'],
  ],
  [reqArgsEnvEncodable, 'plain', request({ args: ['a', 'b'], env: { A: '1' } }), 'pass'],
  [
    reqArgsEnvEncodable,
    'lost',
    request({ args: ['a b'], env: { OPTS: '--x=1' } }),
    [`"a b" becomes several arguments`, 'OPTS=--x=1 is dropped'],
  ],
  [anonymousOrSecret, 'both', request({ registryUsername: 'u', registrySecret: 's' }), 'pass'],
  [anonymousOrSecret, 'one', request({ registryUsername: 'u' }), ['registrySecret is empty']],
  [anonymousOrSecret, 'neither', request({}), 'not-applicable'],
  [outputsToPersistentStorage, 'kept', request({ type: 'headless', args: '--output /arc/projects/p/out' }), 'pass'],
  [
    outputsToPersistentStorage,
    'lost',
    request({ type: 'headless', args: '--in x --output=/opt/out' }),
    ['/opt/out is gone when the session ends'],
  ],
  [reqFloatingImage, 'a version', request({ type: 'headless', image: 'images.canfar.net/a/b:1.0' }), 'pass'],
  [
    reqFloatingImage,
    'latest',
    request({ type: 'headless', image: 'images.canfar.net/a/b:latest' }),
    ['images.canfar.net/a/b:latest is another image tomorrow'],
  ],
]);
