import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { UNKNOWN } from '../../pulumi/marks';
import { changedIn, type Properties, type Provider } from './provider';

// Test doubles of the providers `random` and `tls`, as far as the platform uses them: a password and an RSA key pair,
// made once and kept in the state. They do not prove the alphabet of real passwords, nor any other resource.

const replaced: Pick<Provider, 'diff' | 'read' | 'update' | 'delete'> = {
  diff: (inputs) => {
    const changed = changedIn(inputs.old, inputs.new);
    return { changed, replaces: changed };
  },
  read: async (state, inputs) => ({ state, inputs }),
  update: async () => {
    throw new Error('a value that was generated is replaced, never changed');
  },
  delete: async () => {},
};

const create = (names: readonly string[], make: (inputs: Properties) => readonly string[]): Provider['create'] => {
  return async (_, inputs, preview) => {
    const values = preview ? names.map(() => UNKNOWN) : make(inputs);
    const made = Object.fromEntries(names.map((name, index) => [name, values[index]]));
    return { id: preview ? '' : 'none', state: { ...inputs, ...made } };
  };
};

/** `random:index/randomPassword:RandomPassword`. */
export const random: Provider = {
  ...replaced,
  create: create(['result', 'bcryptHash'], ({ length }) => [
    randomBytes(length).toString('hex').slice(0, length),
    `$2a$10$${randomBytes(40).toString('hex').slice(0, 53)}`,
  ]),
};

/** `tls:index/privateKey:PrivateKey` with RSA. */
export const tls: Provider = {
  ...replaced,
  create: create(['privateKeyPem', 'privateKeyPemPkcs8', 'publicKeyPem'], ({ rsaBits }) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: rsaBits });
    return [
      privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
      privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    ];
  }),
};
