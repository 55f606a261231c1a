import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { manifestFault } from '../../src/check/world/faults';
import { worldOf } from '../../src/check/world/world';

/** The session service looks for the Secret under this name. */
const NAME = 'pre-auth-token-skaha';

export const callbackKeyPair = defineRule({
  id: 'callback-key-pair',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'Two copies of the session service that start together would each make this pair; and with halves of two pairs no desktop can start an application.',
  fix: `Declare the Secret ${NAME} in the namespace of the sessions, with the public and the private half of one RSA pair.`,
  source: 'platform-contract.md §2.6; skaha-verified.md §1 item 6',
  check: (platform) => {
    const world = worldOf(platform);
    const { service } = world;
    const namespace = service?.sessions;
    if (!service || namespace === undefined) return notApplicable;
    const target = { group: '', kind: 'Secret', namespace, name: NAME };
    const env = service.container.field.get('env').path;
    if (!world.find(target))
      return fail([manifestFault(service.manifest, env, `Secret ${namespace}/${NAME} does not exist`)]);
    const secret = world.managedSecret(namespace, NAME);
    if (!secret) return notApplicable; // somebody else keeps it
    const halves = ['public', 'private'].map((part) => {
      const [source] = secret.keys[part] ?? [];
      return typeof source === 'object' && source.kind === 'rsa' && source.part === part
        ? `${source.name} ${source.bits}`
        : undefined;
    });
    const fault: Fault = {
      message: 'its keys public and private are not the two halves of one RSA pair',
      place: { object: `Secret ${namespace}/${NAME}`, construct: secret.id, path: 'keys' },
    };
    return fail(halves[0] !== undefined && halves[0] === halves[1] ? [] : [fault]);
  },
});
